using Pdp.Identity.Spiffe;
using Xunit;

namespace Pdp.Identity.Tests.Spiffe;

/// <summary>Every character, every length, and all that makes ids equal which are not.</summary>
public sealed class SpiffeIdTests
{
    [Fact]
    public void Each_of_256_characters_is_allowed_or_not_in_trust_domain_and_path()
    {
        for (var i = 0; i < 256; i++)
        {
            var c = (char)i;
            var inDomain = c is >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '-' or '_';
            Assert.Equal(inDomain || c == '/', SpiffeId.Parse($"spiffe://a{c}b/p") is not null);
            Assert.Equal(inDomain || c is >= 'A' and <= 'Z' or '/', SpiffeId.Parse($"spiffe://td/a{c}b") is not null);
        }
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_trust_domain_has_a_length(int length, bool isOne) => Assert.Equal(isOne, SpiffeId.Parse($"spiffe://{new string('a', length)}/p") is not null);

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void An_id_has_a_length(int length, bool isOne) => Assert.Equal(isOne, SpiffeId.Parse("spiffe://td/".PadRight(length, 'p')) is not null);

    [Theory]
    [InlineData("spiffe://")]
    [InlineData("spiffe:///p")]
    [InlineData("SPIFFE://td/p")]
    [InlineData("https://td/p")]
    [InlineData("spiffe://td/")]
    [InlineData("spiffe://td/p/")]
    [InlineData("spiffe://td//p")]
    [InlineData("spiffe://td/./p")]
    [InlineData("spiffe://td/../p")]
    [InlineData("spiffe://td/p?q")]
    [InlineData("spiffe://td/p#f")]
    [InlineData("spiffe://td/%2e")]
    [InlineData("spiffe://td:443/p")]
    [InlineData("spiffe://u@td/p")]
    [InlineData("spiffe://[::1]/p")]
    [InlineData(" spiffe://td/p")]
    public void Refuses(string text) => Assert.Null(SpiffeId.Parse(text));

    [Theory]
    [InlineData("spiffe://td", "td", "")]
    [InlineData("spiffe://10.0.0.1/p", "10.0.0.1", "/p")]
    [InlineData("spiffe://td/.../a.b_c-D", "td", "/.../a.b_c-D")]
    public void Reads(string text, string trustDomain, string path)
    {
        var id = SpiffeId.Parse(text)!;

        Assert.Equal((trustDomain, path), (id.TrustDomain, id.Path));
    }
}
