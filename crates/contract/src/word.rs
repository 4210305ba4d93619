//! Closed sets of words on the wire, as enums.

/// One word of a closed set, as written on the wire.
pub trait Word: Copy + Sized + 'static {
    /// Every word of the set, in the order the contract lists them.
    const ALL: &'static [Self];
    /// The word as written on the wire.
    fn as_str(self) -> &'static str;
    /// The variant for a wire word, compared exactly.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word)
    }
}

/// A word in a *response*: known to this build, or newer than it.
///
/// A newer API may add a method or an error code; an older page must go on without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open<T> {
    /// A word this build knows.
    Known(T),
    /// A word that came after this build.
    Unknown,
}

impl<T> Open<T> {
    /// The word, if this build knows it.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(word) => Some(word),
            Self::Unknown => None,
        }
    }
}

impl<T> From<T> for Open<T> {
    fn from(word: T) -> Self {
        Self::Known(word)
    }
}

#[cfg(feature = "server")]
impl<'de, T: Word> serde::Deserialize<'de> for Open<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word: String = serde::Deserialize::deserialize(deserializer)?;
        Ok(T::from_word(&word).map_or(Self::Unknown, Self::Known))
    }
}

#[cfg(feature = "server")]
impl<T: Word> serde::Serialize for Open<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(word) => serializer.serialize_str(word.as_str()),
            Self::Unknown => Err(serde::ser::Error::custom("an unknown word is never written")),
        }
    }
}

/// Defines an enum whose variants are words on the wire, with its codec and (for the server) its
/// schema.
macro_rules! words {
    ($(#[doc = $about:literal])* $name:ident {
        $($(#[doc = $doc:literal])* $variant:ident = $word:literal,)+
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[doc = $doc])* $variant,)+ }

        impl $crate::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        #[cfg(feature = "typescript")]
        impl $crate::embed::describe::Documented for $name {
            const DOC: &'static str = concat!($($about, "\n",)*);
            const DOCS: &'static [&'static str] = &[$(concat!($($doc, "\n",)*),)+];
        }

        #[cfg(feature = "typescript")]
        $crate::embed::describe::written!($name, stringify!($name), [$($word,)+]);

        impl core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str($crate::Word::as_str(*self))
            }
        }

        /// For the server's own half of a response.
        #[cfg(feature = "server")]
        impl $crate::Decode for $name {
            fn decode(json: Option<&impl $crate::Json>) -> Option<Self> {
                <$crate::Open<Self> as $crate::Decode>::decode(json)?.known()
            }
        }

        #[cfg(feature = "server")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let open: $crate::Open<Self> = serde::Deserialize::deserialize(deserializer)?;
                open.known().ok_or_else(|| {
                    serde::de::Error::custom(concat!("expected one of:", $(" ", $word,)+))
                })
            }
        }

        #[cfg(feature = "server")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::Word::as_str(*self))
            }
        }

        #[cfg(feature = "server")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::SchemaType::Type(
                        utoipa::openapi::schema::Type::String,
                    ))
                    .enum_values(Some([$($word,)+]))
                    .into()
            }
        }

        #[cfg(feature = "server")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}
pub(crate) use words;
