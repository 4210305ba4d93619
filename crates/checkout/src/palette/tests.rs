use super::*;
use proptest::prelude::*;

const SCHEMES: [(Scheme, [Rgb; 2]); 2] =
    [(Scheme::Light, LIGHT_SURFACES), (Scheme::Dark, DARK_SURFACES)];

fn is_readable(accent: Rgb) -> Result<(), TestCaseError> {
    for (scheme, surfaces) in SCHEMES {
        let palette = palette(accent, scheme);
        prop_assert_eq!(palette.accent, accent);
        prop_assert!(palette.on_accent.contrast(accent) >= TEXT, "{palette:?}");
        prop_assert!(palette.on_accent.contrast(palette.accent_hover) >= TEXT, "{palette:?}");
        prop_assert!(palette.accent_hover != accent, "{palette:?}");
        for surface in surfaces {
            prop_assert!(palette.accent_ink.contrast(surface) >= TEXT, "{palette:?}");
            prop_assert!(palette.accent_edge.contrast(surface) >= EDGE, "{palette:?}");
            // The tint must stay a background: the scheme's text is read on it.
            let text = if scheme == Scheme::Light { BLACK } else { WHITE };
            prop_assert!(palette.accent_soft.contrast(text) >= 10.0, "{palette:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_accent_is_readable(r in any::<u8>(), g in any::<u8>(), b in any::<u8>()) {
        is_readable(Rgb(r, g, b))?;
    }
}

#[test]
fn greys_and_the_brightest_colours_are_readable() {
    for level in 0..=255 {
        is_readable(Rgb(level, level, level)).unwrap();
        is_readable(Rgb(level, level, 0)).unwrap();
        is_readable(Rgb(255, level, 0)).unwrap();
        is_readable(Rgb(0, 0, level)).unwrap();
    }
}

#[test]
fn contrast_is_as_wcag_counts_it() {
    let near = |one: f32, two: f32| (one - two).abs() < 0.005;
    assert!(near(BLACK.contrast(WHITE), 21.0));
    assert!(near(WHITE.contrast(WHITE), 1.0));
    assert!(near(Rgb(0x77, 0x77, 0x77).contrast(WHITE), 4.48));
    assert!(near(Rgb(0xff, 0, 0).contrast(WHITE), 4.00));
    assert!(near(Rgb(0, 0, 0xff).contrast(WHITE), 8.59));
}

#[test]
fn light_is_wcags_formula_for_every_channel() {
    for channel in 0..=u8::MAX {
        let c = f64::from(channel) / 255.0;
        let exact = if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        assert!((f64::from(linear(channel)) - exact).abs() < 1e-6, "{channel}");
    }
}

#[test]
fn a_readable_accent_is_left_alone() {
    let blue = Rgb(0x1d, 0x4e, 0xd8);
    let light = palette(blue, Scheme::Light);
    assert_eq!((light.accent_ink, light.accent_edge, light.on_accent), (blue, blue, WHITE));
    let sky = Rgb(0x7d, 0xd3, 0xfc);
    let dark = palette(sky, Scheme::Dark);
    assert_eq!((dark.accent_ink, dark.accent_edge, dark.on_accent), (sky, sky, BLACK));
}

#[test]
fn hue_is_kept() {
    let Rgb(r, g, b) = palette(Rgb(0xff, 0xe0, 0x00), Scheme::Light).accent_ink;
    assert!(r > g && g > b && b == 0, "a yellow's ink is a dark yellow");
    let Rgb(r, g, b) = palette(Rgb(0x30, 0x00, 0x60), Scheme::Dark).accent_ink;
    assert!(b > r && r > g, "a violet's ink is a light violet");
}

#[test]
fn hex_is_read_and_written() {
    assert_eq!(Rgb::parse("#1A2b3C"), Some(Rgb(0x1a, 0x2b, 0x3c)));
    assert_eq!(Rgb(0x1a, 0x02, 0xff).css(), "#1a02ff");
    for wrong in ["", "#", "1a2b3c", "#1a2b3", "#1a2b3cc", "#1a2b3g", "#+a2b3c", "#é1234"] {
        assert_eq!(Rgb::parse(wrong), None, "{wrong}");
    }
}
