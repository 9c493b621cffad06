use std::time::{Duration, SystemTime};

pub fn later(moment: SystemTime) -> SystemTime {
    moment + Duration::from_secs(1)
}
