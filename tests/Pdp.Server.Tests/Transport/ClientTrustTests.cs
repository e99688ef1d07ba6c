using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Server.Tests.Transport;

public sealed class ClientTrustTests
{
    private const string Id = "spiffe://example.org/ns/a/sa/b";

    private static readonly Authority Ours = new("ours");
    private static readonly Authority Theirs = new("theirs");
    private static readonly Authority Impostor = new("ours");
    private static readonly Authority Middle = new("middle", Ours);
    private static readonly Authority NamedMiddle = new("middle with its trust domain", Ours, "spiffe://example.org");
    private static readonly Authority WorkloadMiddle = new("middle that is a workload", Ours, "spiffe://example.org/ca");

    public static TheoryData<string, string?> Cases => new()
    {
        { "good", null },
        { "good with a host name", null },
        { "good of another trust domain that is known", null },
        { "two URIs", "exactly one" },
        { "no URI", "exactly one" },
        { "two extensions of names", "malformed" },
        { "authority", "an authority's" },
        { "key usage with keyCertSign", "may sign certificates" },
        { "key usage with cRLSign", "may sign certificates" },
        { "no path", "has no path" },
        { "path of the root", "no SPIFFE ID" },
        { "other scheme", "no SPIFFE ID" },
        { "scheme in upper case", "no SPIFFE ID" },
        { "trust domain in upper case", "no SPIFFE ID" },
        { "port", "no SPIFFE ID" },
        { "user", "no SPIFFE ID" },
        { "percent", "no SPIFFE ID" },
        { "query", "no SPIFFE ID" },
        { "dots", "no SPIFFE ID" },
        { "expired", "NotTimeValid" },
        { "for servers only", "not both" },
        { "for clients only", "not both" },
        { "no purposes", null },
        { "no basic constraints", null },
        { "another authority of the same name", "NotSignatureValid" },
        { "unknown trust domain, signed by ours", "no authorities of the trust domain `example.net`" },
        { "known trust domain, signed by another's authority", "PartialChain" },
        { "issued by a leaf", "PartialChain" },
        { "intermediate sent", null },
        { "intermediate not sent", "PartialChain" },
        { "intermediate with its trust domain", null },
        { "intermediate that is a workload", "names a workload" },
        { "no key usage", "no critical key usage" },
        { "key usage not critical", "no critical key usage" },
        { "no digitalSignature", "digitalSignature" },
        { "empty subject, names not critical", "not critical" },
        { "empty subject, names critical", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_workload_is_believed_as_the_rules_of_SVIDs_say(string what, string? refusal)
    {
        var (leaf, sent) = Make(what);
        var trust = new ClientTrust(null, Bundles, null);
        using var certificate = leaf.Public();
        var verdict = trust.Verify(certificate, sent, Now);
        if (refusal is null)
        {
            Assert.Null(verdict.Refusal);
            using var whole = leaf.Public();
            Assert.Equal(AlternativeNames.Of(whole)!.Uris[0], verdict.Peer!.SpiffeId);
            Assert.Equal(whole.SerialNumber, verdict.Peer.Serial);
            Assert.True(verdict.Until <= Now.AddDays(15) && verdict.Until > Now.AddDays(14));
        }
        else
        {
            Assert.Null(verdict.Peer);
            Assert.Contains(refusal, verdict.Refusal, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("client", null)]
    [InlineData("server", "NotValidForUsage")]
    [InlineData("expired", "NotTimeValid")]
    [InlineData("authority", "an authority's")]
    [InlineData("of others", "PartialChain")]
    public void Another_client_is_believed_when_an_authority_of_clients_vouches_for_it(string what, string? refusal)
    {
        var issued = what switch
        {
            "server" => Ours.Client("c", purposes: "server"),
            "expired" => Ours.Client("c", isExpired: true),
            "authority" => Ours.Workload([], new Svid { Authority = true }),
            "of others" => Theirs.Client("c"),
            _ => Ours.Client("c"),
        };
        using var certificate = issued.Public();
        var verdict = new ClientTrust([Ours.Certificate], None, null).Verify(certificate, [], Now);
        Assert.Equal(refusal is null, verdict.Peer is not null);
        if (refusal is not null) Assert.Contains(refusal, verdict.Refusal, StringComparison.Ordinal);
        else Assert.Equal("CN=c", verdict.Peer!.Name);
    }

    [Fact]
    public void A_SPIFFE_ID_that_only_an_authority_of_clients_vouches_for_is_none()
    {
        using var certificate = Ours.Workload([Id]).Public();
        var verdict = new ClientTrust([Ours.Certificate], None, null).Verify(certificate, [], Now);
        Assert.Null(verdict.Peer!.SpiffeId);
        Assert.Equal([Id], verdict.Peer.Uris);

        var both = new ClientTrust([Ours.Certificate], None.Add("example.org", [Theirs.Certificate]), null).Verify(certificate, [], Now);
        Assert.Null(both.Peer);
    }

    [Fact]
    public void Whatever_its_authority_has_revoked_is_refused_and_so_is_all_where_no_list_holds()
    {
        var good = Ours.Workload([Id]);
        var bad = Ours.Workload([Id]);
        Assert.Null(Verify(good, Ours.Revoke(1, null, bad)));
        Assert.Contains("has revoked", Verify(bad, Ours.Revoke(1, null, bad)), StringComparison.Ordinal);
        Assert.Contains("no list", Verify(good, Theirs.Revoke(1)), StringComparison.Ordinal);
        Assert.Contains("no list", Verify(good, Impostor.Revoke(1)), StringComparison.Ordinal);
        Assert.Contains("no list", Verify(good, Ours.Revoke(1, TimeSpan.FromDays(-1))), StringComparison.Ordinal);
        Assert.Contains("has revoked", Verify(bad, Ours.Revoke(1, TimeSpan.FromDays(-1), bad)), StringComparison.Ordinal);
        Assert.Contains("has revoked", Verify(bad, Ours.Revoke(1), Ours.Revoke(2, null, bad)), StringComparison.Ordinal);

        static string? Verify(Issued leaf, params string[] lists)
        {
            using var certificate = leaf.Public();
            var all = lists.Select(static list => RevocationList.Read(PemBlocks.Read(System.Text.Encoding.ASCII.GetBytes(list))![0].Bytes)).ToImmutableArray();
            return new ClientTrust(null, Bundles, new RevocationLists(all)).Verify(certificate, [], Now).Refusal;
        }
    }

    [Fact]
    public void A_list_has_to_come_from_every_authority_on_the_way()
    {
        var leaf = Middle.Workload([Id]);
        using var certificate = leaf.Public();
        Assert.Contains("no list", Refusal(Ours.Revoke(1)), StringComparison.Ordinal);
        Assert.Contains("no list", Refusal(Middle.Revoke(1)), StringComparison.Ordinal);
        Assert.Null(Refusal(Ours.Revoke(1), Middle.Revoke(1)));
        Assert.Contains("has revoked", Refusal(Ours.Revoke(1, null, new Issued(Middle.Pem, Middle.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())), Middle.Revoke(1)), StringComparison.Ordinal);

        string? Refusal(params string[] lists)
        {
            var all = lists.Select(static list => RevocationList.Read(PemBlocks.Read(System.Text.Encoding.ASCII.GetBytes(list))![0].Bytes)).ToImmutableArray();
            return new ClientTrust(null, Bundles, new RevocationLists(all)).Verify(certificate, [Middle.Certificate], Now).Refusal;
        }
    }

    // an intermediate authority is known only when it is sent: what is signed by nobody may be what is left of its list
    [Fact]
    public void A_list_that_its_authority_has_not_signed_says_nothing_and_keeps_nobody_believed()
    {
        var leaf = Middle.Workload([Id]);
        var another = new Authority("middle", Ours);
        Assert.Contains("no list", Refusal(another.Revoke(1, null, leaf)), StringComparison.Ordinal);
        Assert.Contains("no list", Refusal(another.Revoke(1)), StringComparison.Ordinal);
        Assert.Null(Refusal(another.Revoke(1, null, leaf), Middle.Revoke(1)));
        Assert.Contains("has revoked", Refusal(another.Revoke(1), Middle.Revoke(1, null, leaf)), StringComparison.Ordinal);
        Assert.Null(Refusal(Theirs.Revoke(1)));

        string? Refusal(params string[] lists)
        {
            using var certificate = leaf.Public();
            return new ClientTrust(null, Bundles, new RevocationLists([.. lists.Select(Read)]) { AreOfEachAuthority = false }).Verify(certificate, [Middle.Certificate], Now).Refusal;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_authority_that_has_a_new_key_revokes_with_it_what_its_old_one_has_signed(bool isEach)
    {
        var (old, renewed) = (Ours, new Authority("ours"));
        var bundles = None.Add("example.org", [old.Certificate, renewed.Certificate]);
        var (bad, good, fresh) = (Of(old), Of(old), Of(renewed));
        var list = Read(renewed.Revoke(1, null, bad));
        Assert.Contains("has revoked", Refusal(bad), StringComparison.Ordinal);
        Assert.Null(Refusal(fresh));

        // where each authority has to have one, that is one with its own key
        Assert.Equal(isEach, Refusal(good) is not null);

        // which of the two keys has signed it
        static Issued Of(Authority authority) => authority.Workload([Id], new Svid { Others = [X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority.Certificate, true, false)] });

        string? Refusal(Issued leaf)
        {
            using var certificate = leaf.Public();
            return new ClientTrust(null, bundles, new RevocationLists([list]) { AreOfEachAuthority = isEach }).Verify(certificate, [], Now).Refusal;
        }
    }

    [Fact]
    public void A_list_of_another_trust_domain_says_nothing_though_its_authority_has_the_same_name()
    {
        var (own, foreign) = (new Authority("SPIRE"), new Authority("SPIRE"));
        var bundles = None.Add("example.org", [own.Certificate]).Add("example.com", [foreign.Certificate]);
        var (ours, theirs) = (own.Workload([Id]), foreign.Workload(["spiffe://example.com/x"]));
        var theirList = Read(foreign.Revoke(1, null, ours));
        Assert.Null(Refusal(ours, isUnsure: false));
        Assert.Null(Refusal(theirs, isUnsure: false));

        // nor does it stand in for one of our own that came damaged
        Assert.Contains("no list", Refusal(ours, isUnsure: true), StringComparison.Ordinal);
        Assert.Null(Refusal(theirs, isUnsure: true));

        string? Refusal(Issued leaf, bool isUnsure)
        {
            using var certificate = leaf.Public();
            var lists = new RevocationLists([theirList]) { AreOfEachAuthority = false, Unusable = isUnsure ? [theirList.Issuer] : [] };
            return new ClientTrust(null, bundles, lists).Verify(certificate, [], Now).Refusal;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_list_by_another_key_of_its_authority_revokes_and_does_not_stand_in_for_one_that_cannot_be_used(bool isNamed)
    {
        var (old, renewed) = (new Authority("SPIRE"), new Authority("SPIRE"));
        var bundles = None.Add("example.org", [old.Certificate, renewed.Certificate]);
        var (bad, good) = (Of(old), Of(old));
        var list = Read(renewed.Revoke(1, null, bad));
        Assert.Contains("has revoked", Refusal(bad, list), StringComparison.Ordinal);
        Assert.Contains("no list", Refusal(good, list), StringComparison.Ordinal);
        Assert.Null(Refusal(good, list, Read(old.Revoke(1))));

        static Issued Of(Authority authority) => authority.Workload([Id], new Svid { Others = [X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority.Certificate, true, false)] });

        string? Refusal(Issued leaf, params RevocationList[] all)
        {
            using var certificate = leaf.Public();
            var lists = new RevocationLists([.. all]) { AreOfEachAuthority = false, Unusable = isNamed ? [list.Issuer] : [], HasNameless = !isNamed };
            return new ClientTrust(null, bundles, lists).Verify(certificate, [], Now).Refusal;
        }
    }

    // an authority with two keys has a list by each, and the one that revokes comes damaged: the other must not stand in for it
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_revoked_stays_so_when_its_list_cannot_be_used_any_more(bool isNamed)
    {
        var (old, renewed) = (new Authority("SPIRE"), new Authority("SPIRE"));
        X509Certificate2[] authorities = [old.Certificate, renewed.Certificate];
        var bundles = None.Add("example.org", [.. authorities]);
        var (bad, good) = (Of(old), Of(old));
        var (ours, theirs) = (Read(old.Revoke(6)), Read(renewed.Revoke(9, null, bad)));
        var before = new RevocationLists([ours, theirs]) { AreOfEachAuthority = false };
        Assert.Contains("has revoked", Refusal(bad, before), StringComparison.Ordinal);
        var damaged = After(before, Read(old.Revoke(7)));
        Assert.Contains("has revoked", Refusal(bad, damaged), StringComparison.Ordinal);
        Assert.Null(Refusal(good, damaged));

        // and once more, as long as nothing has come in its place
        damaged = After(damaged, Read(old.Revoke(8)));
        Assert.Equal([theirs], damaged.Former.Where(one => one.IsOf(renewed.Certificate)));
        Assert.Contains("has revoked", Refusal(bad, damaged), StringComparison.Ordinal);
        Assert.Empty(After(damaged, Read(old.Revoke(9)), Read(renewed.Revoke(10, null, bad))).Former);

        RevocationLists After(RevocationLists last, params RevocationList[] lists) => new([.. lists])
        {
            AreOfEachAuthority = false,
            Unusable = isNamed ? [ours.Issuer] : [],
            HasNameless = !isNamed,
            Former = [.. RevocationLists.Outlasting(last, lists, authorities, issuer => !isNamed || issuer == ours.Issuer)],
        };

        static Issued Of(Authority authority) => authority.Workload([Id], new Svid { Others = [X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority.Certificate, true, false)] });

        string? Refusal(Issued leaf, RevocationLists lists)
        {
            using var certificate = leaf.Public();
            return new ClientTrust(null, bundles, lists).Verify(certificate, [], Now).Refusal;
        }
    }

    private static RevocationList Read(string pem) => RevocationList.Read(PemBlocks.Read(System.Text.Encoding.ASCII.GetBytes(pem))![0].Bytes);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static ImmutableSortedDictionary<string, X509Certificate2Collection> None { get; } = ImmutableSortedDictionary.Create<string, X509Certificate2Collection>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, X509Certificate2Collection> Bundles { get; } =
        None.Add("example.org", [Ours.Certificate]).Add("example.com", [Theirs.Certificate]);

    private static (Issued Leaf, X509Certificate2Collection Sent) Make(string what) => what switch
    {
        "good" => (Ours.Workload([Id]), []),
        "good with a host name" => (Ours.Workload([Id], new Svid { Dns = ["pep.example"] }), []),
        "good of another trust domain that is known" => (Theirs.Workload(["spiffe://example.com/x"]), []),
        "two URIs" => (Ours.Workload([Id, "spiffe://example.org/other"]), []),
        "no URI" => (Ours.Workload([]), []),
        "two extensions of names" => (Twice(), []),
        "authority" => (Ours.Workload([Id], new Svid { Authority = true }), []),
        "key usage with keyCertSign" => (Ours.Workload([Id], new Svid { Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign }), []),
        "key usage with cRLSign" => (Ours.Workload([Id], new Svid { Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign }), []),
        "no path" => (Ours.Workload(["spiffe://example.org"]), []),
        "path of the root" => (Ours.Workload(["spiffe://example.org/"]), []),
        "other scheme" => (Ours.Workload(["https://example.org/a"]), []),
        "scheme in upper case" => (Ours.Workload(["SPIFFE://example.org/a"]), []),
        "trust domain in upper case" => (Ours.Workload(["spiffe://Example.org/a"]), []),
        "port" => (Ours.Workload(["spiffe://example.org:80/a"]), []),
        "user" => (Ours.Workload(["spiffe://u@example.org/a"]), []),
        "percent" => (Ours.Workload(["spiffe://example.org/%61"]), []),
        "query" => (Ours.Workload(["spiffe://example.org/a?b"]), []),
        "dots" => (Ours.Workload(["spiffe://example.org/a/../b"]), []),
        "expired" => (Ours.Workload([Id], new Svid { IsExpired = true }), []),
        "for servers only" => (Ours.Workload([Id], new Svid { Purposes = ["server"] }), []),
        "for clients only" => (Ours.Workload([Id], new Svid { Purposes = ["client"] }), []),
        "no purposes" => (Ours.Workload([Id], new Svid { Purposes = null }), []),
        "no basic constraints" => (Ours.Workload([Id], new Svid { Authority = null }), []),
        "another authority of the same name" => (Impostor.Workload([Id]), []),
        "unknown trust domain, signed by ours" => (Ours.Workload(["spiffe://example.net/a"]), []),
        "known trust domain, signed by another's authority" => (Ours.Workload(["spiffe://example.com/a"]), []),
        "issued by a leaf" => (Authority.ByLeaf(Ours.Workload([Id], new Svid { Subject = "CN=issuing leaf" }), Id), []),
        "intermediate sent" => (Middle.Workload([Id]), [Middle.Certificate]),
        "intermediate not sent" => (Middle.Workload([Id]), []),
        "intermediate with its trust domain" => (NamedMiddle.Workload([Id]), [NamedMiddle.Certificate]),
        "intermediate that is a workload" => (WorkloadMiddle.Workload([Id]), [WorkloadMiddle.Certificate]),
        "no key usage" => (Ours.Workload([Id], new Svid { Usage = null }), []),
        "key usage not critical" => (Ours.Workload([Id], new Svid { CriticalUsage = false }), []),
        "no digitalSignature" => (Ours.Workload([Id], new Svid { Usage = X509KeyUsageFlags.KeyEncipherment }), []),
        "empty subject, names not critical" => (Ours.Workload([Id], new Svid { Subject = "" }), []),
        "empty subject, names critical" => (Ours.Workload([Id], new Svid { Subject = "", CriticalNames = true }), []),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    // the framework writes none: a second extension of names is made of one that is none yet, which breaks the signature
    private static Issued Twice()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Id));
        var issued = Ours.Workload([Id], new Svid { Others = [new X509Extension("2.5.29.99", names.Build().RawData, critical: false)] });
        using var certificate = issued.Public();
        var der = certificate.RawData;
        der.AsSpan(der.AsSpan().IndexOf<byte>([6, 3, 0x55, 0x1D, 99]))[4] = 17;
        return issued with { Certificate = System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", der) };
    }
}
