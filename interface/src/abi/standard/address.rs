//! Addresses: numbers in the direct lane, text on the wire.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::str::FromStr;

use super::{Standard, standard_input, standard_output};
use crate::abi::{Arena, Input, Invalid, Output};
use crate::wire::{Reader, put_text};

/// What stands before the flow label of a socket's address, where it has one: `Display` leaves that out.
const FLOW: char = '#';

/// The label that an address carries besides its text.
trait Flow: Sized {
    fn flow(&self) -> u32 {
        0
    }

    /// Nothing where the address has no place for one.
    fn with_flow(self, _flow: u32) -> Option<Self> {
        None
    }
}

impl Flow for Ipv4Addr {}
impl Flow for Ipv6Addr {}
impl Flow for IpAddr {}
impl Flow for SocketAddrV4 {}

impl Flow for SocketAddrV6 {
    fn flow(&self) -> u32 {
        self.flowinfo()
    }

    fn with_flow(mut self, flow: u32) -> Option<Self> {
        self.set_flowinfo(flow);
        Some(self)
    }
}

impl Flow for SocketAddr {
    fn flow(&self) -> u32 {
        match self {
            Self::V4(_) => 0,
            Self::V6(address) => address.flow(),
        }
    }

    fn with_flow(self, flow: u32) -> Option<Self> {
        match self {
            Self::V4(_) => None,
            Self::V6(address) => address.with_flow(flow).map(Self::V6),
        }
    }
}

/// Reads an address.
fn read<A: Flow + FromStr>(text: &str) -> Option<A> {
    match text.split_once(FLOW) {
        Some((address, flow)) => address.parse::<A>().ok()?.with_flow(flow.parse().ok()?),
        None => text.parse().ok(),
    }
}

macro_rules! address {
    ($($address:ident $name:literal as $form:ty, |$value:ident| $into:expr, |$read:pat_param| $from:expr;)*) => {$(
        impl Standard for $address {
            type Form = $form;

            fn into_form(self) -> Self::Form {
                let $value = self;
                $into
            }

            fn from_form(form: Self::Form) -> Result<Self, Invalid> {
                let $read = form;
                Ok($from)
            }
        }

        impl<'a, Bridge> Input<'a, Bridge> for $address {
            type Contract = Self;
            standard_input!();

            fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
                let text = reader.text()?;
                read(text).ok_or_else(|| Invalid::new($name, format_args!("`{text}`")))
            }
        }

        impl<Bridge> Output<Bridge> for $address {
            type Contract = Self;
            standard_output!();

            fn encode(&self, out: &mut Vec<u8>) {
                match self.flow() {
                    0 => put_text(out, &self.to_string()),
                    flow => put_text(out, &format!("{self}{FLOW}{flow}")),
                }
            }
        }
    )*};
}
address! {
    Ipv4Addr "an IPv4 address" as [u8; 4], |address| address.octets(), |octets| octets.into();
    Ipv6Addr "an IPv6 address" as [u8; 16], |address| address.octets(), |octets| octets.into();
    IpAddr "an IP address" as Result<[u8; 4], [u8; 16]>,
        |address| match address { Self::V4(v4) => Ok(v4.octets()), Self::V6(v6) => Err(v6.octets()) },
        |octets| match octets { Ok(v4) => v4.into(), Err(v6) => v6.into() };
    SocketAddrV4 "an IPv4 address with a port" as ([u8; 4], u16),
        |address| (address.ip().octets(), address.port()), |(octets, port)| Self::new(octets.into(), port);
    SocketAddrV6 "an IPv6 address with a port" as ([u8; 16], u16, u32, u32),
        |address| (address.ip().octets(), address.port(), address.flowinfo(), address.scope_id()),
        |(octets, port, flow, scope)| Self::new(octets.into(), port, flow, scope);
    SocketAddr "an IP address with a port" as Result<([u8; 4], u16), ([u8; 16], u16, u32, u32)>,
        |address| match address { Self::V4(v4) => Ok(v4.into_form()), Self::V6(v6) => Err(v6.into_form()) },
        |form| match form {
            Ok(v4) => Self::V4(SocketAddrV4::from_form(v4)?),
            Err(v6) => Self::V6(SocketAddrV6::from_form(v6)?),
        };
}
