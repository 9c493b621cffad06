macro_rules! mark {
    ($meta:meta) => {
        #[$meta]
        pub fn write() {}
    };
}

mark!(no_mangle);
