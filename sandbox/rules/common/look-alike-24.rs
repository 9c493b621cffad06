pub async fn f() -> u8 { async { 1 }.await } pub fn g() -> impl std::future::Future<Output = u8> { f() }
