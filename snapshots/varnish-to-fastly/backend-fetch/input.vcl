vcl 4.1;

backend origin {
    .host = "192.0.2.10";
}

backend reports {
    .host = "192.0.2.20";
    .first_byte_timeout = 5m;
}

sub vcl_miss {
    # Misses are for everybody
    unset req.http.Cookie;
}

sub vcl_pass {
    if (req.http.X-Blocked) {
        return (synth(403, "Blocked"));
    }
}

# The request as the origin sees it
sub vcl_backend_fetch {
    set bereq.http.X-Origin-Token = "s3cret";
    unset bereq.http.X-Forwarded-For;
    if (bereq.url ~ "^/reports/") {
        set bereq.backend = reports;
    }
    if (bereq.uncacheable) {
        set bereq.http.X-Cache-Mode = "pass";
    } else {
        set bereq.http.X-Cache-Mode = "miss";
    }
    if (bereq.method == "TRACE") {
        return (abandon);
    }
    return (fetch);
}
