using System.Text;
using Pdp.Bundles.Sources.Git.Signatures;
using Xunit;

namespace Pdp.Bundles.Tests.Sources.Git.Signatures;

/// <summary>Signatures that <c>ssh-keygen -Y sign</c> has made, and what becomes of them when anything about them is another.</summary>
public sealed class AllowedSignersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Kinds => ["ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa"];

    private static byte[] Signed { get; } = File.ReadAllBytes(Vector("commit.txt"));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_that_may_sign_has_signed(string kind)
    {
        Assert.Null(Parse($"* {Key(kind)}").Objection(Signature(kind), Signed, Now));
        Assert.Null(Parse($"# all of them\n\n{string.Join('\n', Kinds.Select(static one => $"a@example.org,b@example.org {Key(one.Data)}"))}\r\n").Objection(Signature(kind), Signed, Now));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_octet_of_the_signature_or_of_what_is_signed_may_be_another(string kind)
    {
        var signers = Parse($"* {Key(kind)}");
        var lines = Signature(kind).Trim().Split('\n');
        var octets = Convert.FromBase64String(string.Concat(lines[1..^1]));
        for (var i = 0; i < octets.Length; i++)
        {
            var flipped = octets.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.NotNull(signers.Objection(Armored(flipped), Signed, Now));
            Assert.NotNull(signers.Objection(Armored(octets[..i]), Signed, Now));
        }

        Assert.NotNull(signers.Objection(Armored([.. octets, 0]), Signed, Now));
        for (var i = 0; i < Signed.Length; i += 3)
        {
            var flipped = Signed.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.Contains("does not fit what it says", signers.Objection(Signature(kind), flipped, Now), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_key_is_told_by_its_fingerprint(string kind)
    {
        var others = string.Join('\n', Kinds.Select(static one => one.Data).Where(one => one != kind).Select(static one => $"* {Key(one)}"));
        var objection = Parse(others).Objection(Signature(kind), Signed, Now);
        Assert.StartsWith("it is signed with key `SHA256:", objection, StringComparison.Ordinal);
        Assert.EndsWith("which is not among those that may sign", objection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "it is not signed")]
    [InlineData("  ", "it is not signed")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----", "it is signed, but not with an ssh key")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\nx!\n-----END SSH SIGNATURE-----", "its signature is damaged")]
    [InlineData("-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----", "its signature is damaged")]
    [InlineData("-----BEGIN SSH SIGNATURE-----", "its signature is damaged")]
    public void What_is_no_signature_is_told(string? signature, string told) =>
        Assert.Equal(told, Parse($"* {Key("ed25519")}").Objection(signature, Signed, Now));

    [Fact]
    public void A_signature_for_another_purpose_or_of_another_text_is_told()
    {
        var signers = Parse($"* {Key("ed25519")}");
        Assert.Equal("its signature was not made for git", signers.Objection(Signature("ed25519-file"), Signed, Now));
        Assert.Contains("does not fit what it says", signers.Objection(Signature("ed25519-other"), Signed, Now), StringComparison.Ordinal);
        Assert.Null(signers.Objection(Signature("ed25519-other"), "something else\n"u8.ToArray(), Now));
    }

    [Theory]
    [InlineData("valid-after=\"20260302120000Z\"", null)]
    [InlineData("valid-after=\"20260302120001Z\"", "which may not sign before 2026-03-02T12:00:01")]
    [InlineData("valid-before=\"20260302120001Z\"", null)]
    [InlineData("valid-before=\"20260302120000Z\"", "which may not sign any more since 2026-03-02T12:00:00")]
    [InlineData("valid-before=\"20260302Z\"", "which may not sign any more since 2026-03-02T00:00:00")]
    [InlineData("valid-after=\"20260101\",valid-before=20270101", null)]
    [InlineData("namespaces=\"file,git\"", null)]
    [InlineData("namespaces=\"file\" valid-before=\"20270101\"", "which may not sign for git")]
    public void A_key_signs_when_and_what_for_it_may(string options, string? told)
    {
        var objection = Parse($"somebody@example.org {options} {Key("ed25519")}").Objection(Signature("ed25519"), Signed, Now);
        if (told is null) Assert.Null(objection);
        else Assert.Contains(told, objection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it has no key")]
    [InlineData("# nothing", "it has no key")]
    [InlineData("ssh-ed25519 AAAA", "line 1: expected principals before the key, such as `*`")]
    [InlineData("*", "line 1: expected principals, options and a key")]
    [InlineData("* cert-authority ssh-ed25519 AAAA", "line 1: certificates (`cert-authority`) are not known: name the keys themselves")]
    [InlineData("* verify-required ssh-ed25519 AAAA", "line 1: `verify-required` is no option, nor the type of a key")]
    [InlineData("* ssh-ed25519", "line 1: expected the type of a key and the key in base64")]
    [InlineData("* ssh-ed25519 !", "line 1: the key is no base64")]
    [InlineData("* ssh-ed25519 AAAA", "line 1: the key is damaged")]
    [InlineData("* valid-after=yesterday ssh-ed25519 AAAA", "line 1: expected a date as `20260131` or `20260131120000Z`, got `yesterday`")]
    [InlineData("* namespaces=\"git ssh-ed25519 AAAA", "line 1: a quote is not closed")]
    [InlineData("* sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t", "line 1: keys of type `sk-ssh-ed25519@openssh.com` are not known: there are ssh-ed25519, ecdsa-sha2-nistp256, -384, -521 and ssh-rsa")]
    [InlineData("* ssh-dss AAAAB3NzaC1kc3M=\n\n*", "line 1: keys of type `ssh-dss` are not known: there are ssh-ed25519, ecdsa-sha2-nistp256, -384, -521 and ssh-rsa; line 3: expected principals, options and a key")]
    public void Lines_that_are_none_are_all_told(string text, string told) =>
        Assert.Equal(told, Assert.Throws<AllowedSignersException>(() => Parse(text)).Message);

    [Fact]
    public void A_key_is_of_the_type_that_stands_before_it_and_has_nothing_behind_it()
    {
        var (type, key) = Key("ed25519").Split(' ') is [var one, var two, ..] ? (one, two) : default;
        Assert.Contains("the key is of type `ssh-ed25519`, not `ssh-rsa`", Assert.Throws<AllowedSignersException>(() => Parse($"* ssh-rsa {key}")).Message, StringComparison.Ordinal);
        var longer = Convert.ToBase64String([.. Convert.FromBase64String(key), 0]);
        Assert.Contains("something behind its end", Assert.Throws<AllowedSignersException>(() => Parse($"* {type} {longer}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_no_point_of_its_curve_is_told_with_its_line()
    {
        var octets = Convert.FromBase64String(Key("ed25519").Split(' ')[1]);
        octets.AsSpan(^32..).Fill(0xFF);
        Assert.Equal(
            "line 1: the key is none that can be used; line 2: expected principals, options and a key",
            Assert.Throws<AllowedSignersException>(() => Parse($"* ssh-ed25519 {Convert.ToBase64String(octets)}\n*")).Message);
    }

    [Fact]
    public void The_bits_of_an_rsa_key_are_counted_and_not_its_octets()
    {
        byte[] modulus = [0x7F, .. Enumerable.Repeat((byte)0xFF, 255)];
        byte[] octets = [0, 0, 0, 7, .. "ssh-rsa"u8, 0, 0, 0, 3, 1, 0, 1, 0, 0, 1, 0, .. modulus];
        Assert.Equal(
            "line 1: the key has 2047 bits, expected 2048 to 16384",
            Assert.Throws<AllowedSignersException>(() => Parse($"* ssh-rsa {Convert.ToBase64String(octets)}")).Message);
    }

    [Theory]
    [InlineData("valid-before=\"20260101\",valid-before=\"20990101\"", "valid-before")]
    [InlineData("namespaces=\"file\" Namespaces=\"git\"", "namespaces")]
    public void An_option_is_given_once(string options, string name) =>
        Assert.Equal($"line 1: `{name}` is given twice", Assert.Throws<AllowedSignersException>(() => Parse($"* {options} {Key("ed25519")}")).Message);

    [Fact]
    public void A_date_that_its_zone_puts_before_all_time_is_told_with_its_line()
    {
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");
        Assert.Equal(
            "line 1: the date `00010101` is out of range",
            Assert.Throws<AllowedSignersException>(() => AllowedSigners.Parse($"* valid-after=00010101 {Key("ed25519")}", east)).Message);
    }

    internal static string Key(string kind) => File.ReadAllText(Vector(kind + ".pub")).Trim();

    internal static string Signature(string kind) => File.ReadAllText(Vector(kind + ".sig"));

    internal static string Vector(string name) => Path.Combine(AppContext.BaseDirectory, "Sources", "Git", "Signatures", "Vectors", name);

    private static AllowedSigners Parse(string text) => AllowedSigners.Parse(text, TimeZoneInfo.Utc);

    private static string Armored(byte[] octets) =>
        new StringBuilder("-----BEGIN SSH SIGNATURE-----\n").Append(Convert.ToBase64String(octets)).Append("\n-----END SSH SIGNATURE-----\n").ToString();
}
