use std::{cmp::Ordering, collections::{self, hash_map::Entry, HashMap}, fmt::{self, Display}, rc::Rc}; pub fn f(_: collections::BTreeMap<u8, Rc<u8>>) {}
