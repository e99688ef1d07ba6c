using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pdp.Bundles.Archives;
using Pdp.Bundles.Archives.Signing;
using Xunit;
using static Pdp.Bundles.Tests.Archives.SomeArchives;

namespace Pdp.Bundles.Tests.Archives;

public sealed class ArchiveSignatureTests
{
    private const string Unsigned = "PDP0422 the bundle is not signed";

    public static TheoryData<string> Kinds => ["P-256", "P-384", "RSA"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_of_each_kind_signs(string kind)
    {
        var (key, keys) = KeysOf(kind);
        var archive = Write(Small(), key);
        Assert.Equal("", Told(Read(archive, keys)));
        Assert.Equal(key.Id, Read(archive, keys).KeyId);
        Assert.Equal("", Told(Read(archive)));
    }

    [Fact]
    public void A_bundle_without_a_signature_is_refused_where_one_is_asked_for()
    {
        var reading = Read(Write(Small()), KeysOf("P-256").Public);
        Assert.Equal(Unsigned, Told(reading));
        Assert.False(reading.IsGenuine);
        Assert.Null(reading.Manifest);
    }

    [Fact]
    public void A_signature_that_is_taken_away_is_missed()
    {
        var (key, keys) = KeysOf("P-256");
        var tar = Unpack(Write(Small(), key));
        var start = tar.AsSpan().IndexOf("manifest.sig\0"u8);
        Assert.Equal(Unsigned, Told(Read(Pack([.. tar[..start], .. tar[(start + (2 * TarForm.Block))..]]), keys)));
    }

    [Fact]
    public void A_signature_of_another_key_is_refused()
    {
        var (key, _) = KeysOf("P-256");
        var (other, others) = KeysOf("P-256");
        Assert.Equal($"PDP0422 the bundle is signed with the key `{key.Id}`, which may not sign", Told(Read(Write(Small(), key), others)));
        // whatever id it claims
        var manifest = ManifestOf(Small());
        var claimed = key.Sign(manifest) with { KeyId = other.Id };
        Assert.Equal($"PDP0422 the signature with the key `{other.Id}` is wrong: the manifest is not what was signed", Told(Read(Archive(manifest, claimed), others)));
    }

    [Fact]
    public void A_signature_of_another_bundle_is_refused()
    {
        var (key, keys) = KeysOf("P-384");
        var swapped = key.Sign(ManifestOf(Small() with { Name = "other" }));
        Assert.Equal($"PDP0422 the signature with the key `{key.Id}` is wrong: the manifest is not what was signed", Told(Read(Archive(ManifestOf(Small()), swapped), keys)));
    }

    [Theory]
    [InlineData("P-256", "PS256")]
    [InlineData("P-256", "ES384")]
    [InlineData("RSA", "ES256")]
    [InlineData("RSA", "none")]
    [InlineData("RSA", "HS256")]
    public void The_algorithm_is_the_keys_own_whatever_the_signature_says(string kind, string said)
    {
        var (key, keys) = KeysOf(kind);
        var manifest = ManifestOf(Small());
        var told = Told(Read(Archive(manifest, key.Sign(manifest) with { Algorithm = said }), keys));
        Assert.Equal($"PDP0422 the signature says `{said}`, but its key signs with `{keys.Keys[0].Algorithm}`", told);
    }

    [Fact]
    public void A_signature_of_a_key_of_another_kind_under_the_id_of_an_allowed_one_is_refused()
    {
        var (key, _) = KeysOf("RSA");
        var (_, keys) = KeysOf("P-256");
        var manifest = ManifestOf(Small());
        var signature = key.Sign(manifest) with { KeyId = keys.Keys[0].Id, Algorithm = keys.Keys[0].Algorithm };
        Assert.StartsWith("PDP0422 the signature with the key", Told(Read(Archive(manifest, signature), keys)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "PDP0422 the signature is damaged")]
    [InlineData("null", "PDP0422 the signature is empty")]
    [InlineData("{}", "PDP0422 the signature is damaged")]
    [InlineData("""{"key_id": null, "algorithm": "ES256", "signature": ""}""", "PDP0422 the signature is damaged")]
    [InlineData("""{"key_id": "a", "algorithm": "ES256", "signature": "", "more": 1}""", "PDP0422 the signature is damaged")]
    [InlineData("""{"key_id": "a", "key_id": "a", "algorithm": "ES256", "signature": ""}""", "PDP0422 the signature is damaged")]
    [InlineData("""{"key_id": "a", "algorithm": "ES256", "signature": "?"}""", "PDP0422 the signature is damaged")]
    public void What_is_no_signature_is_told(string text, string told)
    {
        var archive = Of(("manifest.json", ManifestOf(Small())), ("manifest.sig", Utf8(text)));
        Assert.Equal(told, Told(Read(archive, KeysOf("P-256").Public)));
        Assert.Equal(told, Told(Read(archive)));
    }

    [Fact]
    public void A_manifest_is_not_looked_at_before_its_signature()
    {
        var (key, _) = KeysOf("P-256");
        var nonsense = Utf8("{{{{");
        Assert.StartsWith("PDP0422 the bundle is signed with the key", Told(Read(Of(("manifest.json", nonsense), ("manifest.sig", key.Sign(nonsense).ToUtf8())), KeysOf("P-256").Public)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_is_signed_anew_and_stays_as_it_is_otherwise()
    {
        var (first, firsts) = KeysOf("P-256");
        var (second, seconds) = KeysOf("RSA");
        var bundle = Load();
        using var again = new MemoryStream();
        BundleArchive.Write(again, Read(Write(bundle, first), firsts), second);
        var reading = Read(again.ToArray(), seconds);
        Assert.Equal(("", second.Id), (Told(reading), reading.KeyId));
        Assert.Equal(Read(Write(bundle)).ManifestUtf8, reading.ManifestUtf8);
    }

    [Fact]
    public void Keys_stand_one_behind_the_other_as_public_keys_or_certificates()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = new CertificateRequest("CN=policies", ecdsa, HashAlgorithmName.SHA384)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        using var rsa = RSA.Create(2048);
        var keys = BundleKeys.Parse($"of the build\n{certificate.ExportCertificatePem()}\nof the night\n{rsa.ExportSubjectPublicKeyInfoPem()}\n");
        Assert.Equal(
            [(KeyId(ecdsa.ExportSubjectPublicKeyInfo()), "ES384"), (KeyId(rsa.ExportSubjectPublicKeyInfo()), "PS256")],
            keys.Keys.Select(static key => (key.Id, key.Algorithm)));
        using var key = SigningKey.Parse(ecdsa.ExportECPrivateKeyPem());
        Assert.Equal("", Told(Read(Write(Small(), key), keys)));

        static string KeyId(byte[] info) => Convert.ToHexStringLower(SHA256.HashData(info));
    }

    [Fact]
    public void Keys_that_cannot_be_used_are_told()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var goodPem = good.ExportSubjectPublicKeyInfoPem();
        const string Ed25519 = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        Assert.Equal("the RSA key has 1024 bits: it needs at least 2048", Wrong(weak.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("the key is on another curve than P-256 and P-384", Wrong(curve.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal("Ed25519 keys are not supported: use one of ECDSA on P-256 or P-384, or RSA", Wrong(goodPem + "\n" + Ed25519));
        Assert.Equal("it has a private key in it: give the public one, as `openssl pkey -pubout` writes it", Wrong(good.ExportPkcs8PrivateKeyPem()));
        Assert.Equal("it has no key in PEM, which begins with `-----BEGIN PUBLIC KEY-----`", Wrong("nothing"));
        Assert.Equal("a key in it is damaged: what stands behind its `BEGIN` is not PEM", Wrong(goodPem + "\n" + goodPem.Replace("MFkw", "M?kw", StringComparison.Ordinal)));
        Assert.Equal("a key in it is damaged", Wrong("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));

        static string Wrong(string pem) => Assert.Throws<BundleKeyException>(() => BundleKeys.Parse(pem)).Message;
    }

    [Fact]
    public void Private_keys_that_cannot_be_used_are_told()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = good.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));
        Assert.Equal("the RSA key has 1024 bits: it needs at least 2048", Wrong(weak.ExportPkcs8PrivateKeyPem()));
        Assert.Equal("the key is on another curve than P-256 and P-384", Wrong(curve.ExportPkcs8PrivateKeyPem()));
        Assert.StartsWith("the private key is encrypted", Wrong(encrypted), StringComparison.Ordinal);
        Assert.StartsWith("it has no private key in PEM", Wrong(good.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
        Assert.Equal("the private key is damaged, or of another kind than ECDSA and RSA", Wrong("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));

        static string Wrong(string pem) => Assert.Throws<BundleKeyException>(() => SigningKey.Parse(pem)).Message;
    }

    private static (SigningKey Private, BundleKeys Public) KeysOf(string kind) => kind switch
    {
        "P-256" => Keys(ECCurve.NamedCurves.nistP256),
        "P-384" => Keys(ECCurve.NamedCurves.nistP384),
        _ => RsaKeys(),
    };

    private static byte[] ManifestOf(Bundle bundle) => Read(Write(bundle)).ManifestUtf8!;

    private static byte[] Archive(byte[] manifest, BundleSignature signature) =>
        Of(("manifest.json", manifest), ("manifest.sig", signature.ToUtf8()), ("policies/access.json", Encoding.UTF8.GetBytes(Small().Files[0].Text)));
}
