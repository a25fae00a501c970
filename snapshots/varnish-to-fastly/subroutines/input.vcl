vcl 4.1;

backend default {
    .host = "192.0.2.10";
}

sub vcl_recv {
    call normalise;
    call tag;
}

sub vcl_backend_response {
    call lifetime;
}

sub vcl_deliver {
    call tag;
}

# Called from two states
sub tag {
    set req.http.X-Tag = "1";
}

# Uses a subroutine that is defined below it
sub normalise {
    call strip-port;
    if (req.url == "/stop") {
        return (pass);
    }
}

sub strip-port {
    set req.http.Host = regsub(req.http.Host, ":\d+$", "");
}

sub lifetime {
    if (bereq.url ~ "^/news") {
        set beresp.ttl = 1m;
        return (deliver);
    }
}
