//! Who asks, and how much work each may ask for.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZero,
    sync::Arc,
    time::Duration,
};

use axum::http::{HeaderMap, HeaderValue};
use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use ipnet::IpNet;
use moka::{policy::EvictionPolicy, sync::Cache};

use super::config::Limits;

/// Clients that are remembered; the one that asked longest ago is forgotten first.
const REMEMBERED: u64 = 16_384;
/// Seconds of work that a client may have at once, after a rest.
const BURST: u32 = 5;

/// The reader, or many of them behind one address, as far as limits tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

/// Limits by client.
pub struct Clients {
    trusted: Vec<IpNet>,
    quota: Option<Quota>,
    limiters: Cache<Client, Arc<DefaultDirectRateLimiter>>,
}

impl Clients {
    /// With these limits.
    pub fn new(limits: &Limits) -> Self {
        let burst = |rate: NonZero<u32>| rate.saturating_mul(NonZero::new(BURST).unwrap_or(rate));
        let quota = NonZero::new(limits.work_per_second).map(|rate| Quota::per_second(rate).allow_burst(burst(rate)));
        let limiters = Cache::builder().max_capacity(REMEMBERED).eviction_policy(EvictionPolicy::lru()).build();
        Self { trusted: limits.trust_proxy.clone(), quota, limiters }
    }

    /// Whether a peer is a proxy whose word is taken.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted.iter().any(|net| net.contains(&peer))
    }

    /// The client: the peer, or what a trusted proxy says of it. Of `X-Forwarded-For` only the end is believed, which trusted proxies
    /// wrote.
    pub fn of(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut client = peer.to_canonical();
        if self.trusts(client) {
            let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes).collect();
            for hop in lines.join(&b',').rsplit(|byte| *byte == b',') {
                let hop = std::str::from_utf8(hop).unwrap_or_default().trim();
                let Ok(address) = hop.parse::<IpAddr>() else { break };
                client = address.to_canonical();
                if !self.trusts(client) {
                    break;
                }
            }
        }
        Self::peer(client)
    }

    /// The client that a peer is, as far as its address tells.
    pub fn peer(peer: IpAddr) -> Client {
        Client(match peer.to_canonical() {
            // Whoever has one such address has all of its network.
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) & !0 << 64)),
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Takes work, in pages, from what the client may ask for.
    ///
    /// # Errors
    /// The time to wait, when there is nothing left.
    pub fn may_work(&self, client: Client, pages: u32) -> Result<(), Duration> {
        let Some(quota) = self.quota else { return Ok(()) };
        let limiter = self.limiters.get_with(client, || Arc::new(RateLimiter::direct(quota)));
        // No answer is more than a client can ever ask for.
        let pages = NonZero::new(pages).unwrap_or(NonZero::<u32>::MIN).min(quota.burst_size());
        match limiter.check_n(pages) {
            Ok(Err(until)) => Err(until.wait_time_from(DefaultClock::default().now())),
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(trust_proxy: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let trust_proxy = trust_proxy.iter().map(|net| net.parse().unwrap()).collect();
        let clients = Clients::new(&Limits { trust_proxy, ..Limits::default() });
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        clients.of(peer.parse().unwrap(), &headers).0.to_string()
    }

    #[test]
    fn what_a_stranger_says_of_itself_is_not_believed() {
        assert_eq!(of(&[], "203.0.113.7", &["192.0.2.1"]), "203.0.113.7");
        assert_eq!(of(&["127.0.0.1/32"], "203.0.113.7", &["192.0.2.1"]), "203.0.113.7");
        // The client wrote the first, the proxy the last.
        assert_eq!(of(&["127.0.0.1/32"], "127.0.0.1", &["192.0.2.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["127.0.0.1/32"], "127.0.0.1", &["192.0.2.1", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(of(&["127.0.0.1/32"], "127.0.0.1", &["nonsense"]), "127.0.0.1");
        assert_eq!(of(&["127.0.0.1/32"], "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn a_chain_of_trusted_proxies_is_followed_to_its_first_stranger() {
        let trusted = ["127.0.0.0/8", "10.0.0.0/8"];
        assert_eq!(of(&trusted, "127.0.0.1", &["192.0.2.1, 203.0.113.7, 10.1.2.3"]), "203.0.113.7");
        assert_eq!(of(&trusted, "::ffff:127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
    }

    #[test]
    fn a_network_of_version_six_is_one_client() {
        assert_eq!(of(&[], "2001:db8:1:2:3:4:5:6", &[]), of(&[], "2001:db8:1:2::1", &[]));
        assert_ne!(of(&[], "2001:db8:1:2::1", &[]), of(&[], "2001:db8:1:3::1", &[]));
    }

    #[test]
    fn work_is_limited_by_client() {
        let clients = Clients::new(&Limits { work_per_second: 2, ..Limits::default() });
        let client = |last| Client(IpAddr::from([192, 0, 2, last]));
        let taken = (0..100).take_while(|_| clients.may_work(client(1), 1).is_ok()).count();
        assert!((10..20).contains(&taken), "{taken}");
        assert!(clients.may_work(client(2), 1).is_ok(), "another client has its own");
        assert!(clients.may_work(client(3), 10).is_ok(), "all of it at once");
        assert!(clients.may_work(client(3), 1).is_err());
        let free = Clients::new(&Limits { work_per_second: 0, ..Limits::default() });
        assert!((0..1_000).all(|_| free.may_work(client(1), 10).is_ok()));
    }
}
