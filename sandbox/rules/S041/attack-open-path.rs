macro_rules! goes_on {
    ($($rest:tt)*) => {
        std::io $($rest)*
    };
}
macro_rules! repeated {
    ($($sign:tt)?) => {
        $($sign std::io)? ::stdin()
    };
}

pub fn run() {
    drop(goes_on!(::stdin()));
    drop(repeated!(&));
}
