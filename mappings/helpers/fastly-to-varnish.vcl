# Subroutines of the Varnish program that do what Fastly does by itself. The passes call those that a program needs, and only
# they are printed, with the comment before them. `carrier.NAME` is a value that the translation keeps: passes/support/carriers.ts.
# What begins with part_ has no subroutine in the output: its body is put where it is needed.

# Delivered once, never stored
sub do_not_store {
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
}

# A mark that the next requests pass is kept for two minutes at least, for an hour at most
sub hit_for_pass_ttl {
    if (beresp.ttl < 120s) {
        set beresp.ttl = 120s;
    } elseif (beresp.ttl > 1h) {
        set beresp.ttl = 1h;
    }
}

# Only these statuses are stored, whatever their lifetime
sub store_known_statuses {
    if (beresp.status != 200 && beresp.status != 203 && beresp.status != 300 && beresp.status != 301 &&
            beresp.status != 302 && beresp.status != 404 && beresp.status != 410) {
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

# Only these statuses are stored, if nothing else is said
sub cacheable_statuses {
    set carrier.cacheable = !bereq.uncacheable && (beresp.status == 200 || beresp.status == 203 ||
            beresp.status == 300 || beresp.status == 301 || beresp.status == 302 || beresp.status == 404 ||
            beresp.status == 410);
}

# Whether it is stored does not depend on its lifetime alone
sub store_if_cacheable {
    if (!carrier.cacheable) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        call do_not_store;
    }
    call keep_expired;
}

# Surrogate-Control comes first, and a redirect has a lifetime like any other response
sub lifetime {
    if (beresp.http.Surrogate-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
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

# Every status has a lifetime: Surrogate-Control, s-maxage, max-age, Expires, or else two minutes
sub lifetime_of_all {
    if (beresp.http.Surrogate-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
                std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control ~ "(?i)s-maxage=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Cache-Control, "(?i)^.*?s-maxage=(\d+).*$", "\1s"), 120s) -
                std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Cache-Control ~ "(?i)max-age=\d+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Cache-Control, "(?i)^.*?max-age=(\d+).*$", "\1s"), 120s) -
                std.duration(beresp.http.Age + "s", 0s);
    } elseif (beresp.http.Expires) {
        set beresp.ttl = std.time(beresp.http.Expires, std.real2time(0.0, now)) - std.time(beresp.http.Date, now);
    } else {
        set beresp.ttl = 120s;
    }
}

# Out of date, an object is used only where the origin or the configuration says so
sub stale_as_told {
    if (beresp.http.Surrogate-Control ~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace = std.duration(regsub(beresp.http.Surrogate-Control, "(?i)^.*stale-while-revalidate=(\d+).*$", "\1s"), 0s);
    } elseif (beresp.http.Cache-Control !~ "(?i)stale-while-revalidate=\d+") {
        set beresp.grace = 0s;
    }
    if (beresp.http.ETag || beresp.http.Last-Modified) {
        set beresp.keep = 1h;
    }
}

# Out of date, an object is used only where the origin or the configuration says so
sub stale_windows {
    set carrier.while_revalidate = std.duration(regsub(beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
            "(?i)^.*?stale-while-revalidate=(\d+).*$", "\1s"), 0s);
    set carrier.if_error = std.duration(regsub(beresp.http.Surrogate-Control + "," + beresp.http.Cache-Control,
            "(?i)^.*?stale-if-error=(\d+).*$", "\1s"), 0s);
}

# Kept as long as it may be of use; vcl_hit tells by the header whether it may be delivered at once
sub keep_stale {
    set beresp.grace = carrier.while_revalidate;
    if (beresp.grace < carrier.if_error) {
        set beresp.grace = carrier.if_error;
    }
    set carrier.revalidate = carrier.while_revalidate;
    if (beresp.http.ETag || beresp.http.Last-Modified) {
        set beresp.keep = 1h;
    }
}

# The object that is out of date, after all: looked up again, with nothing decided anew
sub use_stale_object {
    set carrier.use_stale = true;
    set carrier.stale_exists = false;
    set carrier.resume = true;
    set carrier.own_restarts = carrier.own_restarts + 1;
    return (restart);
}

# An error for which the code has made no text has a page, as on the platform
sub error_page {
    if (!resp.http.Content-Type) {
        set resp.http.Content-Type = "text/html; charset=utf-8";
    }
    set resp.body = {"<!DOCTYPE html>
<html>
  <head>
    <title>Error "} + resp.status + {"</title>
  </head>
  <body>
    <h1>Error "} + resp.status + {"</h1>
  </body>
</html>
"};
}

# What stays inside, where the configuration has the platform deliver
sub part_hide_surrogates {
    if (!req.http.Fastly-Debug) {
        unset resp.http.Surrogate-Control;
        unset resp.http.Surrogate-Key;
    }
}

# The request as the platform hands it on. The engine has added the client already; the platform adds it later, and only for TLS.
sub part_prepare_request {
    set req.http.Host = std.tolower(req.http.Host);
    if (!req.http.Fastly-Client-IP) {
        set req.http.Fastly-Client-IP = client.ip;
    }
    set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, "(?:^|, )[^,]*$", "");
    if (req.http.X-Forwarded-For == "") {
        unset req.http.X-Forwarded-For;
    }
}

sub part_prepare_fastly_ssl {
    if (std.port(server.ip) == 443) {
        set req.http.Fastly-SSL = "1";
    } else {
        unset req.http.Fastly-SSL;
    }
}

sub part_prepare_fastly_ff {
    unset req.http.Fastly-FF;
}

sub part_prepare_accept_encoding {
    if (req.http.Accept-Encoding) {
        set req.http.Fastly-Orig-Accept-Encoding = req.http.Accept-Encoding;
        if (req.http.Accept-Encoding ~ "gzip") {
            set req.http.Accept-Encoding = "gzip";
        } else {
            unset req.http.Accept-Encoding;
        }
    } else {
        unset req.http.Fastly-Orig-Accept-Encoding;
    }
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

sub part_drop_body {
    # A lookup asks with GET, and without the body of the request
    if (!bereq.uncacheable) {
        unset bereq.body;
    }
}

sub part_resume {
    # Looked up once more, with everything decided already
    if (carrier.resume) {
        set carrier.resume = false;
        set carrier.fetching = false;
        if (carrier.use_stale) {
            set req.grace = 1y;
        } else {
            set req.grace = 0s;
        }
        return (hash);
    }
}

sub part_look_for_stale {
    set req.grace = 1y;
    set carrier.fetching = false;
}

sub part_mark_fetching {
    set carrier.fetching = true;
}
