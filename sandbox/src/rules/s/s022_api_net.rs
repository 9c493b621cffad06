//! S022: `std::net`, but for addresses.

use crate::rules::items::Standing::{self, Door, Free};
use crate::rules::rule;

rule! {
    "S022" "api-net" Error [Net] "uses `std::net` for more than addresses"
    explain "Sockets and name look-ups carry data away. The address types compute only, and are free."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[
    ("net", Door),
    ("net::AddrParseError", Free),
    ("net::IpAddr", Free),
    ("net::Ipv4Addr", Free),
    ("net::Ipv6Addr", Free),
    ("net::Ipv6MulticastScope", Free),
    ("net::SocketAddr", Free),
    ("net::SocketAddrV4", Free),
    ("net::SocketAddrV6", Free),
];
