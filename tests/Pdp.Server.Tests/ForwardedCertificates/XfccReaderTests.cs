using Pdp.Server.ForwardedCertificates;
using Xunit;

namespace Pdp.Server.Tests.ForwardedCertificates;

/// <summary>The grammar of `X-Forwarded-Client-Cert`: nothing that it does not have is passed over.</summary>
public sealed class XfccReaderTests
{
    [Theory]

    // the examples of Envoy's documentation
    [InlineData(
        "By=http://frontend.lyft.com;Hash=468ed33be74eee6556d90c0149c1309e9ba61d6425303443c0748a02dd8de688;Subject=\"/C=US/ST=CA/L=San Francisco/OU=Lyft/CN=Test Client\";URI=http://testclient.lyft.com",
        "by=http://frontend.lyft.com hash=468ed33be74eee6556d90c0149c1309e9ba61d6425303443c0748a02dd8de688 subject=/C=US/ST=CA/L=San Francisco/OU=Lyft/CN=Test Client uri=http://testclient.lyft.com")]
    [InlineData(
        "By=http://frontend.lyft.com;Hash=468e;URI=http://testclient.lyft.com,By=http://backend.lyft.com;Hash=9ba6;URI=http://frontend.lyft.com",
        "by=http://frontend.lyft.com hash=468e uri=http://testclient.lyft.com | by=http://backend.lyft.com hash=9ba6 uri=http://frontend.lyft.com")]
    [InlineData(
        "Hash=468e;Cert=\"-----BEGIN%20CERTIFICATE-----%0cert%0A-----END%20CERTIFICATE-----%0A\";Subject=\"/C=US\";URI=http://t;DNS=a.example;DNS=www.a.example",
        "hash=468e cert=-----BEGIN%20CERTIFICATE-----%0cert%0A-----END%20CERTIFICATE-----%0A subject=/C=US uri=http://t dns=a.example dns=www.a.example")]

    // letters of keys in either case
    [InlineData("bY=a;hASH=b;cERT=c;cHAIN=d;sUBJECT=e;uri=f;dns=g", "by=a hash=b cert=c chain=d subject=e uri=f dns=g")]
    [InlineData("Subject=\"\"", "subject=")]
    [InlineData("Subject=;URI=", "subject= uri=")]
    [InlineData("Hash=a;URI=", "hash=a uri=")]

    // what is quoted
    [InlineData("Subject=\"CN=web \\\"q\\\",O=Acme\\, Inc.;a=b\"", "subject=CN=web \"q\",O=Acme\\, Inc.;a=b")]
    [InlineData("Subject=\"a\\\\b\"", "subject=a\\\\b")]
    [InlineData("Cert=\"a\";Chain=\"b,c\"", "cert=a chain=b,c")]

    // order does not matter, and what may be repeated keeps its order
    [InlineData("DNS=b;URI=u;DNS=a;By=x;By=y", "by=x by=y uri=u dns=b dns=a")]
    [InlineData("URI=spiffe://a/b?c=d;By=x=y", "by=x=y uri=spiffe://a/b?c=d")]
    [InlineData("Hash=a, Hash=b,  Hash=c", "hash=a | hash=b | hash=c")]

    // parses, and is refused for what it says
    [InlineData("Hash=a;URI=https://x/a;URI=spiffe://example.org/admin", "hash=a uri=https://x/a uri=spiffe://example.org/admin")]
    public void What_is_well_formed_is_read(string header, string expected)
    {
        var elements = XfccReader.Read(header, out var fault);
        Assert.Null(fault);
        Assert.Equal(expected, string.Join(" | ", elements.Select(Text)));
    }

    [Theory]
    [InlineData("", "a key with its `=` is missing")]
    [InlineData("Hash", "a key with its `=` is missing")]
    [InlineData("=a", "a key with its `=` is missing")]
    [InlineData("Hash=;Hash", "a key with its `=` is missing")]
    [InlineData("Hash=;Hash=a", "an element has `Hash` twice")]
    [InlineData("Hash=a;Hash=b", "an element has `Hash` twice")]
    [InlineData("Hash=a;hash=a", "an element has `Hash` twice")]
    [InlineData("Cert=a;Cert=a", "an element has `Cert` twice")]
    [InlineData("Chain=a;Chain=a", "an element has `Chain` twice")]
    [InlineData("Subject=a;Subject=a", "an element has `Subject` twice")]
    [InlineData("Subject=\"\";Subject=\"CN=b\"", "an element has `Subject` twice")]
    [InlineData("unknown=x", "it has a key that is not known")]
    [InlineData("Hash =x", "it has a key that is not known")]
    [InlineData(" Hash=x", "it has a key that is not known")]
    [InlineData("Hash=a; URI=b", "it has a key that is not known")]
    [InlineData("Hash=a=b", "a value has a `=`, and is not quoted")]
    [InlineData("Cert=a=", "a value has a `=`, and is not quoted")]
    [InlineData("DNS=a=b", "a value has a `=`, and is not quoted")]
    [InlineData("Subject=CN=a", "a value has a `=`, and is not quoted")]
    [InlineData("Subject=\"a", "a quote does not end")]
    [InlineData("Subject=\"a\\\"", "a quote does not end")]
    [InlineData("Subject=\"a\\", "a quote does not end")]
    [InlineData("Subject=\"", "a quote does not end")]
    [InlineData("Subject=\"a\"b", "something stands behind a quote that ends")]
    [InlineData("Subject=\"a\" ;URI=b", "something stands behind a quote that ends")]
    [InlineData("Subject=\"CN=web \"q\"\"", "something stands behind a quote that ends")]
    [InlineData("Subject=a\"b", "a quote stands within a value")]
    [InlineData("URI=a\"b\"", "a quote stands within a value")]
    [InlineData("Hash=a;", "a key with its `=` is missing")]
    [InlineData("Hash=a,", "a key with its `=` is missing")]
    [InlineData("Hash=a, ", "a key with its `=` is missing")]
    [InlineData(",Hash=a", "a key with its `=` is missing")]
    [InlineData(";Hash=a", "a key with its `=` is missing")]
    [InlineData("Hash=a;;URI=b", "a key with its `=` is missing")]
    [InlineData("Hash=a,,Hash=b", "a key with its `=` is missing")]
    [InlineData("Hash=a\u00e9", "it has characters that are no printable ASCII")]
    [InlineData("Hash=a\r", "it has characters that are no printable ASCII")]
    [InlineData("Hash=a\n", "it has characters that are no printable ASCII")]
    [InlineData("Hash=a\t", "it has characters that are no printable ASCII")]
    [InlineData("Hash=a\u0000", "it has characters that are no printable ASCII")]
    [InlineData("Hash=1,Hash=2,Hash=3,Hash=4,Hash=5,Hash=6,Hash=7,Hash=8,Hash=9", "it has more than 8 elements")]
    [InlineData("Hash=1,Hash=2,Hash=3,Hash=4,Hash=5,Hash=6,Hash=7,Hash=8,", "it has more than 8 elements")]
    public void What_is_not_is_refused_whole(string header, string expected)
    {
        Assert.Empty(XfccReader.Read(header, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void It_has_a_longest()
    {
        Assert.Empty(XfccReader.Read("Subject=\"" + new string('a', 20_000) + "\"", out var fault));
        Assert.Equal("it is longer than 16384 characters", fault);
        Assert.Single(XfccReader.Read("Subject=\"" + new string('a', 16_374) + "\"", out fault));
        Assert.Null(fault);
        Assert.Equal(8, XfccReader.Read("Hash=1,Hash=2,Hash=3,Hash=4,Hash=5,Hash=6,Hash=7,Hash=8", out fault).Count);
        Assert.Null(fault);
    }

    [Fact]
    public void No_header_makes_it_fail_and_each_that_is_cut_within_a_quote_is_refused()
    {
        const string Whole = "By=spiffe://a/b;Hash=00;Cert=\"c\";Subject=\"CN=\\\"x\\\",O=y\";URI=spiffe://a/c;DNS=d,Hash=11";
        var random = new Random(7);
        for (var length = 0; length <= Whole.Length; length++)
        {
            var cut = Whole[..length];
            XfccReader.Read(cut, out var fault);
            if (cut.Replace("\\\"", "", StringComparison.Ordinal).Count(static c => c == '"') % 2 == 1) Assert.Equal("a quote does not end", fault);
        }

        for (var i = 0; i < 20_000; i++)
        {
            var changed = Whole.ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--) changed[random.Next(changed.Length)] = "\",;=\\ aH"[random.Next(8)];
            var elements = XfccReader.Read(new string(changed), out var fault);
            Assert.Equal(fault is null, elements.Count > 0);
        }
    }

    private static string Text(XfccElement element)
    {
        var parts = new List<string>();
        parts.AddRange(element.By.Select(static value => $"by={value}"));
        if (element.Hash is { } hash) parts.Add($"hash={hash}");
        if (element.Certificate is { } certificate) parts.Add($"cert={certificate}");
        if (element.Chain is { } chain) parts.Add($"chain={chain}");
        if (element.Subject is { } subject) parts.Add($"subject={subject}");
        parts.AddRange(element.Uris.Select(static value => $"uri={value}"));
        parts.AddRange(element.Dns.Select(static value => $"dns={value}"));
        return string.Join(' ', parts);
    }
}
