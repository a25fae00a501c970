vcl 4.1;

backend default {
    .host = "192.0.2.10";
}

sub vcl_recv {
    if (req.http.X-Forwarded-Proto == "http") {
        return (synth(750, "https://" + req.http.Host + req.url));
    }
    if (req.url == "/robots.txt") {
        return (synth(200, "OK"));
    }
    if (req.url ~ "^/internal") {
        return (synth(429));
    }
}

sub vcl_synth {
    # The redirect to https
    if (resp.status == 750) {
        set resp.http.Location = resp.reason;
        set resp.status = 301;
        return (deliver);
    }
    if (resp.status == 200) {
        set resp.http.Content-Type = "text/plain";
        set resp.body = "User-agent: *" + {"
Disallow: /search"};
        return (deliver);
    }
}

# The origin did not answer
sub vcl_backend_error {
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Retry-After = "30";
    set beresp.body = {"<h1>Back soon</h1><p>"} + bereq.url + {"</p>"};
    return (deliver);
}

sub vcl_deliver {
    set resp.http.X-Cache = "miss";
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    }
}
