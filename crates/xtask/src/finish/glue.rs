//! The glue: the script by wasm-bindgen between the wasm and the browser, read and rewritten as
//! text.
//!
//! Not a JavaScript parser. It knows how esbuild prints (see `shrink`), which is: one property of
//! the object of imports per line or per indented block, and `wasm.NAME` wherever an export is
//! used. What it does not recognise is an error, never a guess.

use anyhow::{Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// What `wasm` is called in the glue: the exports of the module.
const EXPORTS: &str = "wasm.";

/// Names and what they become.
pub type Renames = BTreeMap<String, String>;

/// Tells the bundler that a finalisation registry which nobody registers with can go.
pub fn with_pure_registries(glue: &str) -> String {
    glue.replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry(")
}

/// Every word of the script, be it a name, a keyword or part of a text.
pub fn words(glue: &str) -> impl Iterator<Item = &str> {
    glue.split(|c| !is_in_word(c)).filter(|word| !word.is_empty())
}

/// The exports it takes from the wasm.
pub fn exports_used(glue: &str) -> BTreeSet<&str> {
    export_uses(glue).map(|(_, name)| name).collect()
}

/// Without the properties `names` of the object of imports.
pub fn without_imports(glue: &str, names: &BTreeSet<String>) -> Result<String> {
    let mut out = String::with_capacity(glue.len());
    let mut left = names.clone();
    let mut lines = glue.lines();
    while let Some(line) = lines.next() {
        let dropped = property(line).is_some_and(|name| left.remove(name));
        if !dropped {
            out.push_str(line);
            out.push('\n');
        } else if line.ends_with('{') {
            let depth = depth(line);
            let closes = |line: &str| line[depth..].starts_with('}');
            ensure!(
                lines.any(|line| self::depth(line) == depth && closes(line)),
                "an import of the glue does not end: {line}"
            );
        } else {
            ensure!(line.ends_with(','), "an import of the glue of another shape: {line}");
        }
    }
    ensure!(left.is_empty(), "the glue does not provide {left:?}");
    if let Some(word) = words(&out).find(|word| names.contains(*word)) {
        bail!("the glue provides {word} more than once");
    }
    Ok(out)
}

/// With other names for what crosses the border: `module` is the old and the new key of the object
/// of imports. Every import must be provided once, every export be used.
pub fn renamed(
    glue: &str,
    module: (&str, &str),
    imports: &Renames,
    exports: &Renames,
) -> Result<String> {
    let key = format!("\"{}\":", module.0);
    ensure!(glue.matches(&key).count() == 1, "the glue does not provide {} once", module.0);
    let mut edits = Vec::new();
    for (at, name) in export_uses(glue) {
        let Some(new) = exports.get(name) else {
            bail!("the glue uses {name}, which the wasm does not export")
        };
        edits.push((at, name, new));
    }
    let mut at = 0;
    for line in glue.split_inclusive('\n') {
        if let Some(name) = property(line)
            && let Some(new) = imports.get(name)
        {
            edits.push((at + depth(line), name, new));
        }
        at += line.len();
    }
    edits.sort_unstable();

    let mut out = String::with_capacity(glue.len());
    let mut at = 0;
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for (start, old, new) in edits {
        out.push_str(&glue[at..start]);
        out.push_str(new);
        at = start + old.len();
        *found.entry(old).or_default() += 1;
    }
    out.push_str(&glue[at..]);
    for name in imports.keys() {
        ensure!(found.get(name.as_str()) == Some(&1), "the glue does not provide {name} once");
    }
    for name in exports.keys() {
        ensure!(found.contains_key(name.as_str()), "the glue does not use {name}");
    }
    Ok(out.replace(&key, &format!("\"{}\":", module.1)))
}

/// The name of the property that starts on this line, if one does.
fn property(line: &str) -> Option<&str> {
    let (name, _) = line.trim_start().split_once(": ")?;
    name.chars().all(is_in_word).then_some(name)
}

fn export_uses(glue: &str) -> impl Iterator<Item = (usize, &str)> {
    glue.match_indices(EXPORTS).filter_map(|(at, found)| {
        // `other.wasm.x` and `"file_wasm.x"` are something else.
        let before = glue[..at].chars().next_back();
        let start = at + found.len();
        let name = words(&glue[start..]).next()?;
        let ours = !before.is_some_and(|c| is_in_word(c) || c == '.');
        (ours && glue[start..].starts_with(name)).then_some((start, name))
    })
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"function imports() {
  return {
    __proto__: null,
    "./app_bg.js": {
      __proto__: null,
      __wbg_log_1: function(arg0) {
        if (arg0) {
          wasm.free(arg0);
        }
      },
      __wbg_now_2: Date.now,
      __wbg_call_3: function() {
        return handle(function(arg0) {
          return make(arg0, wasm.memory.buffer);
        }, arguments);
      }
    }
  };
}
var wasm = 0, url = "app_wasm.x";
"#;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn map(names: &[(&str, &str)]) -> Renames {
        names.iter().map(|&(old, new)| (old.to_owned(), new.to_owned())).collect()
    }

    #[test]
    fn an_export_is_what_follows_wasm() {
        assert_eq!(exports_used(GLUE), BTreeSet::from(["free", "memory"]));
        assert!(exports_used("other.wasm.a; my_wasm.b; wasm = c; wasm.").is_empty());
    }

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let words: Vec<_> = words("a.$b(\"c_1\",`d`)").collect();
        assert_eq!(words, ["a", "$b", "c_1", "d"]);
    }

    #[test]
    fn an_import_goes_with_all_its_lines() {
        let glue = without_imports(GLUE, &set(&["__wbg_log_1", "__wbg_now_2"])).unwrap();
        assert!(!glue.contains("__wbg_log_1") && !glue.contains("free") && !glue.contains("Date"));
        assert!(glue.contains("null,\n      __wbg_call_3: function() {\n"), "{glue}");
        let glue = without_imports(GLUE, &set(&["__wbg_call_3"])).unwrap();
        assert!(glue.contains("Date.now,\n    }\n  };\n}\n"), "{glue}");
        assert_eq!(without_imports(GLUE, &BTreeSet::new()).unwrap(), GLUE);
    }

    #[test]
    fn an_import_that_cannot_be_dropped_is_an_error() {
        for (glue, told) in [
            ("__wbg_other_1: 1,", "does not provide"),
            ("  __wbg_log_1: function() {\n", "does not end"),
            ("  __wbg_log_1: Date.now\n", "another shape"),
            ("  __wbg_log_1: a,\n  b: __wbg_log_1,\n", "more than once"),
        ] {
            let error = without_imports(glue, &set(&["__wbg_log_1"])).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn both_sides_of_the_border_get_their_names() {
        let imports = map(&[("__wbg_log_1", "a"), ("__wbg_now_2", "b"), ("__wbg_call_3", "$")]);
        let exports = map(&[("free", "c"), ("memory", "d")]);
        let glue = renamed(GLUE, ("./app_bg.js", "m"), &imports, &exports).unwrap();
        let expected = GLUE
            .replace("./app_bg.js", "m")
            .replace("__wbg_log_1", "a")
            .replace("__wbg_now_2", "b")
            .replace("__wbg_call_3", "$")
            .replace("wasm.free", "wasm.c")
            .replace("wasm.memory", "wasm.d");
        assert_eq!(glue, expected);
    }

    #[test]
    fn sides_that_do_not_fit_are_an_error() {
        let imports = map(&[("__wbg_log_1", "a")]);
        let exports = map(&[("free", "c"), ("memory", "d")]);
        let here = ("./app_bg.js", "m");
        for (module, imports, exports, told) in [
            (("./other.js", "m"), imports.clone(), exports.clone(), "provide ./other.js"),
            (here, map(&[("gone", "a")]), exports.clone(), "provide gone"),
            (here, imports.clone(), map(&[("free", "c")]), "uses memory, which"),
            (here, imports, map(&[("free", "c"), ("memory", "d"), ("more", "e")]), "use more"),
        ] {
            let error = renamed(GLUE, module, &imports, &exports).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
