using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Pdp.Identity.WorkloadApi;
using Pdp.Identity.WorkloadApi.Messages;
using Xunit;

namespace Pdp.Identity.Tests.WorkloadApi;

/// <summary>A message counts whole or not at all.</summary>
public sealed class WorkloadStateReaderTests
{
    private static readonly (byte[] Certificate, byte[] Key) Leaf = Issue("leaf"), Other = Issue("other"), Rsa = IssueRsa();

    [Fact]
    public void The_first_identity_comes_first_and_bundles_are_by_trust_domain()
    {
        var message = Good();
        message.Svids.Add(Svid("spiffe://example.net/b", hint: "external"));
        message.Svids.Add(Svid("spiffe://example.net/c", hint: "external"));
        message.FederatedBundles["spiffe://example.com"] = ByteString.CopyFrom([.. Other.Certificate, .. Leaf.Certificate]);
        message.FederatedBundles["spiffe://gone.example"] = ByteString.Empty;
        message.FederatedBundles["spiffe://example.org"] = ByteString.CopyFrom(Other.Certificate);
        message.Crl.Add(ByteString.CopyFrom(1, 2));

        var state = Read(message);

        Assert.Equal(["spiffe://example.org/a", "spiffe://example.net/b"], state.Svids.Select(static one => one.Id.Text));
        Assert.Equal(["example.com 2", "example.net 1", "example.org 1", "gone.example 0"], state.Bundles.Select(static one => $"{one.Key} {one.Value.Length}"));
        Assert.Equal(Leaf.Certificate, state.Bundles["example.org"][0]);
        Assert.Equal([1, 2], Assert.Single(state.RevocationLists));
    }

    [Fact]
    public void A_key_may_be_of_RSA() => Assert.Single(Read(Good(svid => (svid.X509Svid, svid.X509SvidKey) = (ByteString.CopyFrom(Rsa.Certificate), ByteString.CopyFrom(Rsa.Key)))).Svids);

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "it is no message", [0xFF] },
        { "it has 0 identities", [] },
        { "it has 65 identities", Many().ToByteArray() },
        { "`` is no SPIFFE ID of a workload", Broken(static svid => svid.SpiffeId = "") },
        { "`spiffe://example.org` is no SPIFFE ID of a workload", Broken(static svid => svid.SpiffeId = "spiffe://example.org") },
        { "`SPIFFE://example.org/a` is no SPIFFE ID of a workload", Broken(static svid => svid.SpiffeId = "SPIFFE://example.org/a") },
        { "has no certificate", Broken(static svid => svid.X509Svid = ByteString.Empty) },
        { "has no key", Broken(static svid => svid.X509SvidKey = ByteString.Empty) },
        { "the bundle of `spiffe://example.org/a` is empty", Broken(static svid => svid.Bundle = ByteString.Empty) },
        { "cannot be taken apart", Broken(static svid => svid.X509Svid = ByteString.CopyFrom(Leaf.Certificate.AsSpan()[..^1])) },
        { "cannot be taken apart", Broken(static svid => svid.Bundle = ByteString.CopyFrom([.. Leaf.Certificate, 0])) },
        { "are malformed", Broken(static svid => svid.Bundle = ByteString.CopyFrom(0x30, 0)) },
        { "cannot be taken apart, or they are more than 16", Broken(static svid => svid.X509Svid = ByteString.CopyFrom([.. Enumerable.Repeat(Leaf.Certificate, 17).SelectMany(static one => one)])) },
        { "the key of `spiffe://example.org/a` is not that of its certificate", Broken(static svid => svid.X509SvidKey = ByteString.CopyFrom(Other.Key)) },
        { "the key of `spiffe://example.org/a` is not that of its certificate", Broken(static svid => svid.X509SvidKey = ByteString.CopyFrom(Rsa.Key)) },
        { "the key of `spiffe://example.org/a` is not that of its certificate", Broken(static svid => svid.X509SvidKey = ByteString.CopyFrom(1)) },
        { "the hint of `spiffe://example.org/a` is longer than 1024 bytes", Broken(static svid => svid.Hint = new string('é', 513)) },
        { "`example.com` is no SPIFFE ID of a trust domain", Federated("example.com") },
        { "`spiffe://example.com/a` is no SPIFFE ID of a trust domain", Federated("spiffe://example.com/a") },
        { "it has 257 lists", Lists() },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void One_that_is_wrong_anywhere_does_not_count(string told, byte[] message)
    {
        Assert.Null(WorkloadStateReader.Read(message, out var error));
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_sets_are_by_trust_domain()
    {
        var message = new JWTBundlesResponse { Bundles = { ["spiffe://example.org"] = ByteString.CopyFromUtf8("{}") } };

        Assert.Equal("{}"u8.ToArray(), WorkloadStateReader.ReadKeySets(message.ToByteArray(), out _)!["example.org"]);
        message.Bundles["https://example.org"] = ByteString.Empty;
        Assert.Null(WorkloadStateReader.ReadKeySets(message.ToByteArray(), out var error));
        Assert.Equal("`https://example.org` is no SPIFFE ID of a trust domain", error);
    }

    private static WorkloadState Read(X509SVIDResponse message)
    {
        var state = WorkloadStateReader.Read(message.ToByteArray(), out var error);
        Assert.Null(error);
        return state!;
    }

    private static X509SVIDResponse Good(Action<X509SVID>? change = null)
    {
        var svid = Svid("spiffe://example.org/a");
        change?.Invoke(svid);
        return new X509SVIDResponse { Svids = { svid } };
    }

    private static byte[] Broken(Action<X509SVID> change) => Good(change).ToByteArray();

    private static byte[] Federated(string domain)
    {
        var message = Good();
        message.FederatedBundles[domain] = ByteString.CopyFrom(Leaf.Certificate);
        return message.ToByteArray();
    }

    private static byte[] Lists()
    {
        var message = Good();
        message.Crl.AddRange(Enumerable.Repeat(ByteString.CopyFrom(1), 257));
        return message.ToByteArray();
    }

    private static X509SVIDResponse Many()
    {
        var message = new X509SVIDResponse();
        message.Svids.AddRange(Enumerable.Range(0, 65).Select(static i => Svid($"spiffe://example.org/{i}")));
        return message;
    }

    private static X509SVID Svid(string id, string hint = "") => new()
    {
        SpiffeId = id, X509Svid = ByteString.CopyFrom(Leaf.Certificate), X509SvidKey = ByteString.CopyFrom(Leaf.Key), Bundle = ByteString.CopyFrom(Leaf.Certificate), Hint = hint,
    };

    private static (byte[], byte[]) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return (certificate.RawData, key.ExportPkcs8PrivateKey());
    }

    private static (byte[], byte[]) IssueRsa()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return (certificate.RawData, key.ExportPkcs8PrivateKey());
    }
}
