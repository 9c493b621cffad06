use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::abi::{Invalid, Output};

/// A list of linked boxes, as a bridge would have it cross.
struct Node {
    next: Option<Box<Node>>,
}

static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// What each node holds, so that it is known what became of it.
struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::Relaxed);
    }
}

impl Output<()> for Node {
    type Repr = ();
    type Contract = Self;
    const LIMITED: bool = true;

    fn check(&self, room: Room) -> Result<(), Invalid> {
        let room = room.inside::<Self>("Node")?;
        check_field::<(), _>(&self.next, room, ".next")
    }

    fn scrap<'v>(self, scrap: &mut Scrap<'v>)
    where
        Self: 'v,
    {
        scrap.inside(self, |this, scrap| {
            drop(Counted);
            Output::<()>::scrap(this.next, scrap);
        });
    }

    fn lower(self) {}

    fn encode(&self, _: &mut Vec<u8>) {}
}

fn chain(length: usize) -> Node {
    (1..length).fold(Node { next: None }, |next, _| Node { next: Some(Box::new(next)) })
}

/// Far more than any stack has room for; under Miri, which takes minutes for that, more than may cross.
const DEEP: usize = if cfg!(miri) { 1000 } else { 1_000_000 };

#[test]
fn what_is_too_deep_is_refused_and_dropped_whole() {
    assert!(checked::<(), _>(chain(LEVELS as usize)).is_ok());
    for length in [LEVELS as usize + 1, DEEP] {
        let before = DROPPED.load(Ordering::Relaxed);
        let fault = checked::<(), _>(vec![chain(1), chain(length)]).err().expect("it is too deep");
        assert_eq!(fault.to_string(), "expected Node at most 256 levels deep, found more levels");
        assert!(fault.place.starts_with("[1].next.next"), "{}", fault.place);
        assert_eq!(DROPPED.load(Ordering::Relaxed) - before, length + 1);
    }
}

#[test]
fn a_large_value_takes_more_of_the_room() {
    let levels = |step: fn(Room) -> Result<Room, Invalid>| {
        let mut room = Ok(Room::WHOLE);
        std::iter::from_fn(|| {
            room = step(room.clone().ok()?);
            room.as_ref().ok().map(drop)
        })
        .count()
    };
    assert_eq!(levels(|room| room.inside::<[u8; 1000]>("Small")), 256);
    assert_eq!(levels(|room| room.inside::<[u8; 65_536]>("Large")), 3);
}

#[test]
fn levels_that_come_in_are_counted_and_left() {
    fn enter(left: u32) -> Result<(), Invalid> {
        let _level = Level::enter("Tree")?;
        if left > 1 { enter(left - 1) } else { Ok(()) }
    }
    for _ in 0..2 {
        assert_eq!(enter(LEVELS), Ok(()));
        let fault = enter(LEVELS + 1).expect_err("it is too deep").to_string();
        assert_eq!(fault, "expected Tree at most 256 levels deep, found more levels");
    }
}

#[test]
fn items_without_a_size_are_counted() {
    // A list of an array, as one that is made item by item would be made in years.
    fn check<const COUNT: usize>() -> Result<(), String> {
        let list: Box<[()]> = Box::new([(); COUNT]);
        checked::<(), _>(list.into_vec()).map(drop).map_err(|fault| fault.to_string())
    }
    assert_eq!(
        check::<{ 1 << 32 }>(),
        Err("expected a list of at most 4294967295 (), found one of 4294967296".to_owned())
    );
    assert!(check::<{ usize::MAX }>().is_err());
    assert_eq!(check::<{ 1 << 20 }>(), Ok(()));
}
