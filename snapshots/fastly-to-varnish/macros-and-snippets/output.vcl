vcl 4.1;

import std;
import var;

# Backends
backend F_Host_1 {
    .between_bytes_timeout = 10s;
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .host = "origin.example.com";
    .host_header = "origin.example.com";
    .max_connections = 200;
    .port = "80";
}

sub vcl_recv {
    call before_recv;
    if (req.method == "PURGE") {
        set req.method = "FASTLYPURGE";
    }

    #--FASTLY RECV BEGIN
    if (req.restarts == 0) {
        if (!req.http.X-Timer) {
            set req.http.X-Timer =
                "S" + std.integer(time = req.time) + "." + regsub(std.real(time = req.time), "^.*\.", "") + "000";
        }
        set req.http.X-Timer = req.http.X-Timer + ",VS0";
    }
    var.set_int("fastly_req_do_shield", std.integer(bool = (req.restarts == 0)));

    # Snippet block-bots : 100
    if (req.http.User-Agent ~ "EvilBot") {
        return (synth(403, "Forbidden"));
    }
    set req.backend_hint = F_Host_1;
    #--FASTLY RECV END

    if (req.method != "HEAD" && req.method != "GET" && req.method != "FASTLYPURGE") {
        return (pass);
    }
    call purge_if_asked;
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    return (lookup);
}

sub vcl_purge {
    return (synth(200, "Purged"));
}

sub vcl_hit {
    var.set("cache_state", "HIT");
    return (deliver);
}

sub vcl_miss {
    var.set("cache_state", "MISS");
    return (fetch);
}

sub vcl_pass {
    var.set("cache_state", "PASS");
    return (fetch);
}

sub vcl_backend_fetch {
    call forward_client;
    # A lookup asks with GET, and without the body of the request
    if (!bereq.uncacheable) {
        unset bereq.body;
    }

    # The origin asks for its own name
    set bereq.http.Host = "origin.example.com";
    return (fetch);
}

sub vcl_backend_response {
    unset beresp.http.Port-Then;
    call lifetime;
    call stale_as_told;
    call store_known_statuses;
    return (deliver);
}

sub vcl_synth {
    # Purges are answered by the platform, not by the configuration
    if (req.method == "FASTLYPURGE" && resp.reason == "Purged") {
        set resp.http.Content-Type = "application/json";
        set resp.body = {"{"status": "ok", "id": ""} + server.identity + "-" + req.xid + {"""} + "}";
        return (deliver);
    }
    call error_page;
    if (resp.status < 400) {
        var.set("cache_state", "HIT-SYNTH");
    } else {
        var.set("cache_state", "ERROR");
    }
    call deliver_response;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.http.Port-Then = "error";
    call do_not_store;
    return (deliver);
}

# For every response, synthetic ones too
sub deliver_response {
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }
    #--FASTLY DELIVER BEGIN
    if (resp.http.X-Served-By) {
        var.set("choice", resp.http.X-Served-By + ", ");
    } else {
        var.set("choice", "");
    }
    set resp.http.X-Served-By = var.get("choice") + server.identity;
    if (resp.http.X-Cache) {
        var.set("choice", resp.http.X-Cache + ", ");
    } else {
        var.set("choice", "");
    }
    if (var.get("cache_state") ~ "HIT($|-)") {
        var.set("choice 2", "HIT");
    } else {
        var.set("choice 2", "MISS");
    }
    set resp.http.X-Cache = var.get("choice") + var.get("choice 2");
    set resp.http.X-Timer = req.http.X-Timer + ",VE" + std.integer(duration = (now - req.time) * 1000);
    unset resp.http.Via;
    #--FASTLY DELIVER END
}

sub vcl_deliver {
    if (resp.http.Port-Then == "error") {
        return (synth(resp.status, resp.reason));
    }
    call deliver_response;
    return (deliver);
}

# A request to purge ends here: its cache key is that of any other
sub purge_if_asked {
    if (req.method == "FASTLYPURGE") {
        return (purge);
    }
}

# What the platform does to a request first
sub before_recv {
    if (req.restarts == 0) {
        set req.http.Host = std.tolower(req.http.Host);
        if (!req.http.Fastly-Client-IP) {
            set req.http.Fastly-Client-IP = client.ip;
        }
        set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, "(?:^|, )[^,]*$", "");
        if (req.http.X-Forwarded-For == "") {
            unset req.http.X-Forwarded-For;
        }
        if (std.port(server.ip) == 443) {
            set req.http.Fastly-SSL = "1";
        } else {
            unset req.http.Fastly-SSL;
        }
    }
}

# Delivered once, never stored
sub do_not_store {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
}

# Only these statuses are stored, whatever their lifetime
sub store_known_statuses {
    if (beresp.status != 200 &&
            beresp.status != 203 &&
            beresp.status != 300 &&
            beresp.status != 301 &&
            beresp.status != 302 &&
            beresp.status != 404 &&
            beresp.status != 410) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        call do_not_store;
    }
    call keep_expired;
}

# An object without a lifetime would not be found any more: it is out of date a moment later
sub keep_expired {
    if (beresp.ttl <= 0s && beresp.grace + beresp.keep > 0s) {
        set beresp.ttl = std.duration("0.001ms", 1ms);
    }
}

# Surrogate-Control comes first, and a redirect has a lifetime like any other response
sub lifetime {
    if (beresp.http.Surrogate-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl =
            std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
            std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control !~ "(?i)max-?age=") {
        # A date that cannot be read is past
        if (beresp.http.Expires) {
            set beresp.ttl = std.time(beresp.http.Expires, std.real2time(0.0, now)) - std.time(beresp.http.Date, now);
        } elseif (beresp.status == 302) {
            set beresp.ttl = 120s;
        }
    }
}

# Out of date, an object is used only where the origin or the configuration says so
sub stale_as_told {
    if (beresp.http.Surrogate-Control ~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace =
            std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*stale-while-revalidate=(\d+).*$", "\1s"), 0s);
    } elseif (beresp.http.Cache-Control !~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace = 0s;
    }
    if (beresp.http.ETag || beresp.http.Last-Modified) {
        set beresp.keep = 1h;
    }
}

# An error for which the code has made no text has a page, as on the platform
sub error_page {
    if (!resp.http.Content-Type) {
        set resp.http.Content-Type = "text/html; charset=utf-8";
    }
    set resp.body =
        {"<!DOCTYPE html>
<html>
  <head>
    <title>Error "} +
        resp.status +
        {"</title>
  </head>
  <body>
    <h1>Error "} +
        resp.status +
        {"</h1>
  </body>
</html>
"};
}

# The client is added for TLS connections only
sub forward_client {
    if (std.port(server.ip) == 443) {
        if (bereq.http.X-Forwarded-For) {
            set bereq.http.X-Forwarded-For = bereq.http.X-Forwarded-For + ", " + client.ip;
        } else {
            set bereq.http.X-Forwarded-For = client.ip;
        }
    }
}
