use std::os::fd::AsRawFd;
