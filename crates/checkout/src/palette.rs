//! A merchant's colour made readable: whatever it is, text on it and text in it meet WCAG 2.2.
//!
//! Contrast is the ratio of relative luminances (WCAG 2.2, 1.4.3 and 1.4.11): 4.5 for text, 3 for
//! the edge of a control. Hue is kept: colours are only mixed with black or white, which moves
//! lightness and saturation.

/// Surfaces of the light scheme: the page's card, and the page.
pub const LIGHT_SURFACES: [Rgb; 2] = [Rgb(0xff, 0xff, 0xff), Rgb(0xf6, 0xf7, 0xf9)];
/// Surfaces of the dark scheme: the page, and the page's card.
pub const DARK_SURFACES: [Rgb; 2] = [Rgb(0x14, 0x16, 0x1a), Rgb(0x1d, 0x20, 0x26)];

/// WCAG 2.2, 1.4.3: text.
const TEXT: f32 = 4.5;
/// WCAG 2.2, 1.4.11: what shows where a control is.
const EDGE: f32 = 3.0;

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(
    /// Red.
    pub u8,
    /// Green.
    pub u8,
    /// Blue.
    pub u8,
);

/// What the payer's system shows pages in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The colours that a brand's accent gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The fill of the main button: the brand's own colour, untouched.
    pub accent: Rgb,
    /// Black or white, whichever can be read on the accent; white where both can.
    pub on_accent: Rgb,
    /// The fill under the pointer; `on_accent` can be read on it too.
    pub accent_hover: Rgb,
    /// Text, links and focus rings on both surfaces.
    pub accent_ink: Rgb,
    /// The edge of the filled button: seen on both surfaces.
    pub accent_edge: Rgb,
    /// A faint tint of the surface.
    pub accent_soft: Rgb,
}

/// The palette of an accent in a scheme.
pub fn palette(accent: Rgb, scheme: Scheme) -> Palette {
    let (surfaces, far, tint) = match scheme {
        Scheme::Light => (LIGHT_SURFACES, BLACK, 8),
        Scheme::Dark => (DARK_SURFACES, WHITE, 16),
    };
    // One of the two always reaches 4.5: the worst grey has 4.58 to both.
    let on_accent = if accent.contrast(WHITE) >= TEXT { WHITE } else { BLACK };
    Palette {
        accent,
        on_accent,
        accent_hover: hover(accent, on_accent),
        accent_ink: readable(accent, far, surfaces, TEXT),
        accent_edge: readable(accent, far, surfaces, EDGE),
        accent_soft: surfaces[0].mix(accent, tint),
    }
}

impl Rgb {
    /// Reads `#RRGGBB`, in either case.
    pub fn parse(hex: &str) -> Option<Self> {
        let digits = hex.strip_prefix('#')?.as_bytes();
        let [r1, r2, g1, g2, b1, b2] = *digits else {
            return None;
        };
        let byte = |high: u8, low: u8| {
            let value = char::from(high).to_digit(16)? * 16 + char::from(low).to_digit(16)?;
            u8::try_from(value).ok()
        };
        Some(Self(byte(r1, r2)?, byte(g1, g2)?, byte(b1, b2)?))
    }

    /// WCAG's contrast ratio, 1 to 21.
    pub fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// As CSS writes it: `#rrggbb`.
    pub fn css(self) -> String {
        let mut css = String::with_capacity(7);
        css.push('#');
        for channel in [self.0, self.1, self.2] {
            for digit in [channel >> 4, channel & 0xf] {
                css.extend(char::from_digit(u32::from(digit), 16));
            }
        }
        css
    }

    /// WCAG's relative luminance, 0 to 1.
    fn luminance(self) -> f32 {
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// This colour with `percent` of another in it.
    fn mix(self, other: Self, percent: u16) -> Self {
        let channel = |mine: u8, theirs: u8| {
            let mixed = u16::from(mine) * (100 - percent) + u16::from(theirs) * percent;
            // A mean of two bytes is a byte: the other arm is never taken.
            u8::try_from((mixed + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }
}

/// The fill under the pointer: away from its text, or towards it where there is no way left and
/// the text stays readable.
fn hover(accent: Rgb, on_accent: Rgb) -> Rgb {
    let away = if on_accent == WHITE { BLACK } else { WHITE };
    let towards = accent.mix(on_accent, 12);
    let has_room = accent.contrast(away) > 1.4;
    if !has_room && towards.contrast(on_accent) >= TEXT { towards } else { accent.mix(away, 14) }
}

/// The accent, or as little of `far` in it as gives the contrast to both surfaces. More of `far`
/// only ever helps, so the least is found by halving.
fn readable(accent: Rgb, far: Rgb, surfaces: [Rgb; 2], least: f32) -> Rgb {
    let (mut low, mut high) = (0, 100);
    while low < high {
        let middle = u16::midpoint(low, high);
        let ink = accent.mix(far, middle);
        if surfaces.iter().all(|surface| ink.contrast(*surface) >= least) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    accent.mix(far, low)
}

/// A channel of sRGB as light: WCAG's formula, `((c + 0.055) / 1.055) ^ 2.4` above a straight foot.
fn linear(channel: u8) -> f32 {
    let c = f32::from(channel) / 255.0;
    if c <= 0.040_45 {
        return c / 12.92;
    }
    let base = (c + 0.055) / 1.055;
    let square = base * base;
    // x ^ 2.4 is x² times the fifth root of x², found by Newton's method: `powf` would bring more
    // code into the page than all of this file. It descends from 1 and is exact to a float's last
    // bits after twelve steps, for the smallest square here, 0.008.
    let mut root = 1.0_f32;
    for _ in 0..12 {
        let fourth = root * root * root * root;
        root = (4.0 * root + square / fourth) / 5.0;
    }
    square * root
}

#[cfg(test)]
mod tests;
