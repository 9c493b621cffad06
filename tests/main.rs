//! End-to-end tests over the public API: everything here builds, opens and calls real plugins.

mod bound;
mod callbacks;
mod changes;
mod compilers;
mod containment;
mod context;
mod corpus;
mod dependencies;
mod expectation;
mod fixtures;
mod futures;
mod handles;
#[cfg(unix)]
mod header;
mod implementors;
mod instances;
mod iterators;
mod lanes;
mod limits;
mod live;
mod metered;
mod mirror;
mod objects;
mod plugins;
mod prebuilt;
mod readme;
mod recursive;
mod renewal;
mod retire;
mod stand_ins;
mod together;
mod typed;
mod watch;
mod wild;
