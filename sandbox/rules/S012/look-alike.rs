pub fn call(function: extern "C" fn(i32) -> i32) -> i32 {
    function(1)
}
