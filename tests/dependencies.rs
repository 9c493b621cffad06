//! Types of a plugin's dependencies: typed, dynamic, by both lanes, and what is seen of them before they are granted.

use expect_test::expect;
use plugwright::{Bridge, Builder, Capability, Object, Plugin, Policy, Traits};

use crate::plugins::{builder, call, chain, check_lanes, fixture};

const FIXTURE: &str = "granted/types_of_dependencies";

fn granted() -> Builder<'static> {
    builder(fixture(FIXTURE)).policy(Policy::default().grant(Capability::Dependencies))
}

fn plugin() -> Plugin {
    granted().build().unwrap_or_else(|error| panic!("{}", chain(&error)))
}

#[derive(Bridge, Clone, Copy, Debug, PartialEq)]
struct Rgb {
    r: u8,
    g: u8,
    b: u8,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Share(f32);

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Glass {
    color: Rgb,
    share: Share,
    tint: [u8; 2],
}

#[derive(Bridge, Clone, Debug, PartialEq)]
enum Either {
    Left(i64),
    Right(String),
}

#[test]
fn data_of_a_dependency_is_data_of_the_host() {
    let p = plugin();
    let color = |r| Rgb { r, g: 20, b: 30 };
    check_lanes!(p "mix"(color(10), color(20)): (Rgb, Rgb) -> Rgb = color(15));
    let glass = Glass { color: color(1), share: Share(0.5), tint: [1, 2] };
    check_lanes!(p "glass"(color(1), Share(0.5)): (Rgb, Share) -> Option<Glass> = Some(glass.clone()));
    check_lanes!(p "side"(-1): (i64) -> Either = Either::Right("-1".to_owned()));
    check_lanes!(p "side"(1): (i64) -> Either = Either::Left(1));
}

#[test]
fn values_of_a_dependency_that_stay_are_objects() {
    let p = plugin();
    let all = Traits { send: true, sync: true, clone: true, debug: true, display: true, partial_eq: true };
    let version = call!(p "version"("1.4.2"): (&str) -> Result<Object, String>).expect("no panic").expect("a version");
    assert_eq!((version.text(), p.library().traits(version.path())), (Ok("1.4.2".to_owned()), Some(all)));
    let is_met = |requirement| call!(p "is_met"(requirement, &version): (&str, &Object) -> Result<bool, String>);
    assert_eq!((is_met(">=1.3"), is_met("2")), (Ok(Ok(true)), Ok(Ok(false))));
    let palette = call!(p "palette"(vec![]): (Vec<Rgb>) -> Object).expect("no panic");
    assert_eq!(call!(p "count"(&palette): (&Object) -> usize), Ok(0));
    let color = Rgb { r: 1, g: 2, b: 3 };
    let color = call!(p "Bright::of::<::paint::Rgb<u8>>"(color): (Rgb) -> Object).expect("no panic");
    assert_eq!(call!(p "brighter"(&palette, color): (&Object, Object) -> usize), Ok(6));
}

#[test]
fn a_host_with_other_fields_is_told_which() {
    #[derive(Bridge, Clone, Debug, PartialEq)]
    struct Glass {
        color: Rgb,
        share: f64,
        tint: [u8; 2],
    }
    let error = plugin().function("glass").expect("it is there").typed::<(Rgb, Share), Option<Glass>>();
    expect![[r#"
        `glass` is not of the type that the host names
          plugin: fn(::paint::Rgb<u8>, ::base::Share) -> Option<::paint::Glass>
            host: fn(main::dependencies::Rgb, main::dependencies::Share) -> Option<main::dependencies::a_host_with_other_fields_is_told_which::Glass>
        they part at `result?.share`
          plugin: ::base::Share, in struct ::paint::Glass { color: ::paint::Rgb<u8>, share: ::base::Share, tint: [u8; 2] }
            host: f64, in struct main::dependencies::a_host_with_other_fields_is_told_which::Glass { color: main::dependencies::Rgb, share: f64, tint: [u8; 2] }"#]].assert_eq(&error.expect_err("the types differ").to_string());
}

#[test]
fn what_is_not_granted_is_seen_in_part() {
    let names = |builder: Builder<'_>| {
        let inspection = builder.inspect().unwrap_or_else(|error| panic!("{error}"));
        let functions = inspection.interface.functions.iter().map(|function| function.to_string());
        let skipped = inspection.skipped.iter().map(|skip| format!("- {}: {}", skip.path, skip.reason));
        functions.chain(skipped).collect::<Vec<_>>().join("\n")
    };
    assert!(!names(granted()).contains("- "), "{}", names(granted()));
    expect![[r#"
        Bright::bright(self: &dyn Bright) -> usize
        Bright::implement(bright: Box<dyn Fn() -> usize + Send + Sync>) -> Box<dyn Bright>
        brighter(one: &dyn Bright, other: Box<dyn Bright>) -> usize
        major(text: &str) -> Result<u64, String>
        - mix: parameter `a` has type `Rgb8`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - darken: parameter `theme` has type `&mut Theme`: field `main` of `Theme`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - parse: the result has type `Result<Model, Fault>`: `paint::Model` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - glass: parameter `color` has type `Rgb8`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - high: parameter `levels` has type `paint::Named<Level>`: `paint::Named` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - side!: what this macro makes cannot be seen in the source
        - palette: parameter `colors` has type `Vec<Rgb8>`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - count: parameter `palette` has type `&Palette`: `paint::Palette` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - paint_all: parameter `colors` has type `&[Rgb8]`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - version: the result has type `Result<Version, semver::Error>`: `semver::Version` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - is_met: parameter `version` has type `&Version`: `semver::Version` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - <Rgb8 as Bright>::bright: `Self` has type `Rgb8`: `paint::Rgb8` is of a dependency, which is read where the policy lets it be built (`dependencies`)
        - <Palette as Bright>::bright: `Self` has type `Palette`: `paint::Palette` is of a dependency, which is read where the policy lets it be built (`dependencies`)"#]]
    .assert_eq(&names(builder(fixture(FIXTURE))));
}
