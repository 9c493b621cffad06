extern crate test;
