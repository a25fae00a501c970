vcl 4.1;

backend default none;

sub vcl_recv {
    return (synth(200, "OK"));
}

sub vcl_synth {
    synthetic("<ul>");
    if (req.http.User-Agent) {
        synthetic("<li>" + req.http.User-Agent + "</li>");
    }
    synthetic("<li>" + client.ip + "</li></ul>");
    return (deliver);
}
