pub struct Stats {
    pub mean: f64,
    pub std: f64,
}

macro_rules! kind {
    (mean) => {
        1
    };
    (std) => {
        2
    };
}
macro_rules! stats {
    ($($field:ident : $value:expr),*) => {
        Stats { $($field: $value),* }
    };
}
macro_rules! field {
    ($of:ident . $field:ident) => {
        $of.$field
    };
}
macro_rules! shown {
    ($($rest:tt)*) => {
        format!($($rest)*)
    };
}
macro_rules! largest {
    ($first:expr $(, $rest:expr)*) => {
        $first $(.max($rest))*
    };
}

macro_rules! holds {
    ($left:expr, $operator:tt, $right:expr) => {
        $left $operator $right
    };
}

pub fn run() -> String {
    let stats = stats! { mean: 1.0, std: 2.0 };
    let std = field!(stats.std);
    let holds = holds!(stats.std, >, stats.mean);
    shown!("{} {} {} {holds}", kind!(std), largest!(std, stats.std), stats.mean)
}
