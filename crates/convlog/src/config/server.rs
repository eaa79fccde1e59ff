//! How to serve.

use convlog_server::ForwardedHeader;
use convlog_store::Network;

use super::setting::{Setting, flag, millis_setting, number, number_setting};

/// How to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The address, as `HOST:PORT`.
    pub(crate) listen: String,
    /// Whether the first start on an empty data directory makes a project and keys to begin with.
    pub(crate) starter: bool,
    /// Whether one of those keys reads personal data.
    pub(crate) starter_pii: bool,
    /// The bounds within which the service works.
    pub(crate) limits: convlog_server::Config,
}

impl Default for Server {
    fn default() -> Server {
        Server {
            listen: "127.0.0.1:8080".to_owned(),
            starter: true,
            starter_pii: false,
            limits: convlog_server::Config::default(),
        }
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "server",
        name: "listen",
        doc: "The address to listen on, as `HOST:PORT`; port 0 takes a free one. convlog speaks plain HTTP: in front of \
              any other than a loopback address put something that speaks TLS.",
        default: "`127.0.0.1:8080`",
        short_variable: None,
        flag: Some("--listen"),
        secret: false,
        set: |config, text| {
            let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
            if !matches!(port, Some(Ok(_))) {
                return Err("must be HOST:PORT, as in 127.0.0.1:8080".to_owned());
            }
            text.clone_into(&mut config.server.listen);
            Ok(())
        },
        get: |config| Some(config.server.listen.clone()),
    },
    Setting {
        section: "server",
        name: "starter",
        doc: "Whether the first start on an empty data directory makes a project and keys and prints how to use them.",
        default: "`true`",
        short_variable: None,
        flag: Some("--no-starter"),
        secret: false,
        set: |config, text| flag(text).map(|starter| config.server.starter = starter),
        get: |config| Some(config.server.starter.to_string()),
    },
    Setting {
        section: "server",
        name: "starter_pii",
        doc: "Whether the first start also makes and prints a key that reads personal data. What is printed tends to end up \
              in logs.",
        default: "`false`",
        short_variable: None,
        flag: Some("--starter-pii"),
        secret: false,
        set: |config, text| flag(text).map(|starter| config.server.starter_pii = starter),
        get: |config| Some(config.server.starter_pii.to_string()),
    },
    number_setting!(
        "server",
        "connections_max",
        "The most connections at once; a further one waits to be accepted.",
        "`1024`",
        |config| config.server.limits.connections_max
    ),
    Setting::plain(
        ("server", "connections_of_client_max"),
        "The most connections of one client at once: of an address, or of the /64 of an IPv6 address. A further one is \
         refused with 429. Those of a proxy that is named in `trusted_proxies` are not counted.",
        "a quarter of `connections_max`",
        |config, text| number(text).map(|number| config.server.limits.connections_of_client_max = Some(number)),
        |config| Some(config.server.limits.connections_of_client().to_string()),
    ),
    Setting {
        section: "server",
        name: "trusted_proxies",
        doc: "The proxies in front of the server, which are believed about the address of a client: addresses and networks \
              as `10.0.0.0/8`, with commas between. Of the hops that they wrote down, from the nearest on, the first that is \
              none of them is the client. Without any, the other end of the connection is.",
        default: "none",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| {
            let named: Option<Vec<Network>> = text.split(',').map(|network| Network::parse(network.trim())).collect();
            let named = named.ok_or_else(|| {
                "must be addresses or networks with commas between, as in 127.0.0.1, 10.0.0.0/8".to_owned()
            })?;
            config.server.limits.trusted_proxies = named;
            Ok(())
        },
        get: |config| {
            let named: Vec<String> = config.server.limits.trusted_proxies.iter().map(Network::to_string).collect();
            (!named.is_empty()).then(|| named.join(", "))
        },
    },
    Setting {
        section: "server",
        name: "forwarded_header",
        doc: "The header in which those proxies write down whom they pass on: `x-forwarded-for` or `forwarded`. The other one \
              is ignored, because a client may send it.",
        default: "`x-forwarded-for`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| {
            let header =
                ForwardedHeader::parse(text).ok_or_else(|| "must be x-forwarded-for or forwarded".to_owned())?;
            config.server.limits.forwarded_header = header;
            Ok(())
        },
        get: |config| Some(config.server.limits.forwarded_header.as_str().to_owned()),
    },
    Setting {
        section: "server",
        name: "security_log_whole_addresses",
        doc: "Whether the server's log and the security log name the whole address of somebody who was refused, and not only \
              its neighbourhood (the /24 of an IPv4 address, the /48 of an IPv6 address). An address may say who somebody is.",
        default: "`false`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| flag(text).map(|whole| config.server.limits.security_log_whole_addresses = whole),
        get: |config| Some(config.server.limits.security_log_whole_addresses.to_string()),
    },
    number_setting!(
        "server",
        "bodies_bytes_max",
        "The most memory that request bodies being received may take together, \
        in bytes; past it the answer is 429.",
        "`67108864` (64 MiB)",
        |config| config.server.limits.bodies_bytes_max
    ),
    number_setting!(
        "server",
        "head_bytes_max",
        "The largest head of a request, in bytes.",
        "`32768` (32 KiB)",
        |config| config.server.limits.head_bytes_max
    ),
    millis_setting!(
        "server",
        "head_timeout_ms",
        "How long a request's head may take, and how long a connection may idle between \
        requests, in milliseconds.",
        "`30000`",
        |config| config.server.limits.head_timeout
    ),
    millis_setting!(
        "server",
        "body_idle_timeout_ms",
        "How long a body may pause before the answer is 408, in milliseconds.",
        "`30000`",
        |config| config.server.limits.body_idle_timeout
    ),
    millis_setting!(
        "server",
        "body_total_timeout_ms",
        "How long a whole body may take before the answer is 408, in milliseconds.",
        "`300000`",
        |config| config.server.limits.body_total_timeout
    ),
    millis_setting!(
        "server",
        "answer_idle_timeout_ms",
        "How long a client may take nothing of an answer before its connection is closed, in \
        milliseconds.",
        "`30000`",
        |config| config.server.limits.answer_idle_timeout
    ),
    number_setting!(
        "server",
        "answers_bytes_max",
        "The most memory that answers being sent may take together, in bytes, of which an account \
        may have half and a key a quarter; what finds no room in ten seconds is answered 503.",
        "`100663296` (96 MiB)",
        |config| config.server.limits.answers_bytes_max
    ),
    millis_setting!(
        "server",
        "shutdown_timeout_ms",
        "How long requests in flight may take to end once the server is asked to stop, \
        in milliseconds.",
        "`10000`",
        |config| config.server.limits.shutdown_timeout
    ),
    number_setting!(
        "server",
        "audit_days",
        "For how many days the audit keeps a record of who was given personal data.",
        "`400`",
        |config| config.server.limits.audit_days
    ),
    Setting {
        section: "server",
        name: "server_timing",
        doc: "Whether each response tells how long it took (`Server-Timing`). Time is a side channel: for measuring only.",
        default: "`false`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| flag(text).map(|timing| config.server.limits.server_timing = timing),
        get: |config| Some(config.server.limits.server_timing.to_string()),
    },
];
