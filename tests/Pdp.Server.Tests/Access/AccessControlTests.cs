using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Pdp.Server.Access;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Server.Transport;
using Xunit;

namespace Pdp.Server.Tests.Access;

public sealed class AccessControlTests : IDisposable
{
    private const string Key = "pdp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

    private static readonly string[] All = ["check", "explain", "search", "gateway", "read-policies", "watch", "reload", "revoke", "reflect"];

    private static readonly PeerIdentity Workload =
        new("spiffe://example.org/a", "CN=a", ["a.example.org"], ["spiffe://example.org/a"], "0102", "AABB");

    private readonly AccessFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    private PdpServerOptions Options => _folder.Set(new PdpServerOptions());

    public void Dispose() => _folder.Dispose();

    // where an operator does not say: this machine everything but reload, others only what services need
    [Theory]
    [InlineData("127.0.0.1", false, "check explain search gateway read-policies watch reflect")]
    [InlineData("::1", false, "check explain search gateway read-policies watch reflect")]
    [InlineData("::ffff:127.0.0.1", false, "check explain search gateway read-policies watch reflect")]
    [InlineData(null, false, "check explain search gateway read-policies watch reflect")]
    [InlineData("10.1.2.3", false, "check search watch")]
    [InlineData("::ffff:10.1.2.3", false, "check search watch")]
    [InlineData("10.7.2.3", false, "check search gateway watch")]
    [InlineData("::ffff:10.7.2.3", false, "check search gateway watch")]
    [InlineData("127.0.0.6", false, "check search watch")]
    [InlineData("::ffff:127.0.0.6", false, "check search watch")]
    [InlineData("127.0.0.1", true, "check search watch")]
    [InlineData(null, true, "check search watch")]
    public void Without_access_policies_only_this_machine_may_more_than_ask(string? address, bool isBehindTls, string may)
    {
        var access = Callers.Access();
        var caller = Callers.From(address, isBehindTls: isBehindTls).Own;
        Assert.Equal(may.Split(' '), All.Where(action => May(access, caller, action)));
    }

    [Fact]
    public void A_certificate_says_more_than_a_process_and_that_more_than_nothing()
    {
        Assert.Equal("workload spiffe://example.org/a", Callers.From("10.0.0.1", isEncrypted: true, certificate: Workload).Own.ToString());
        Assert.Equal("certificate CN=a", Callers.From("10.0.0.1", isEncrypted: true, certificate: Workload with { SpiffeId = null }).Own.ToString());
        Assert.Equal("process 1000", Callers.From(null, process: new UnixPeer(17, 1000, 100)).Own.ToString());
        Assert.Equal("anonymous", Callers.From("10.0.0.1").Own.ToString());
    }

    [Theory]
    [InlineData("subject.id == 'spiffe://example.org/a'", true)]
    [InlineData("subject.id == 'spiffe://example.org/b'", false)]
    [InlineData("subject.trust_domain == 'example.org' && 'a.example.org' in subject.dns_names && subject.serial == '0102'", true)]
    [InlineData("subject.certificate_subject == 'CN=a' && subject.thumbprint == 'AABB' && subject.uris == ['spiffe://example.org/a']", true)]
    [InlineData("context.encrypted && !context.local && cidr('10.0.0.0/8').containsIP(context.address)", true)]
    [InlineData("subject.user == 0", false)]
    [InlineData("subject.missing", false)]
    public void Policies_see_who_calls(string when, bool may)
    {
        _folder.Permit(("a", ["watch"], when));
        Assert.Equal(may, Callers.Access(Options).May(Callers.From("10.0.0.1", isEncrypted: true, certificate: Workload).Own, "watch"));
    }

    [Fact]
    public void Policies_see_what_a_question_is_about()
    {
        _folder.Permit(("a", ["check", "explain"], "resource.subject_type == 'user' && resource.resource_type in ['document', 'folder']"));
        var access = Callers.Access(Options);
        foreach (var (action, subject, resource, may) in ImmutableArray.Create(
            ("check", "user", "document", true), ("check", "user", "folder", true), ("explain", "user", "folder", true),
            ("check", "user", "salary", false), ("check", "service", "document", false), ("check", "", "", false), ("search", "user", "document", false)))
        {
            // and is answered the same when it is asked again
            for (var i = 0; i < 3; i++) Assert.Equal(may, access.MayAsk(Callers.Here, action, subject, resource));
        }
    }

    [Fact]
    public void An_answer_holds_for_a_second()
    {
        _folder.Permit(("a", ["watch"], "now < timestamp('2026-11-26T12:00:00.5Z')"));
        var access = Callers.Access(Options, _clock);
        Assert.True(access.May(Callers.Here, "watch"));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.True(access.May(Callers.Here, "watch"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(access.May(Callers.Here, "watch"));
    }

    [Fact]
    public void What_comes_into_force_counts_at_once()
    {
        _folder.Permit(("a", ["watch"], "true"));
        var access = Callers.Access(Options, _clock);
        Assert.True(access.May(Callers.Here, "watch"));
        _folder.Permit(("a", ["reload"], "true"));
        access.Activate(AccessLoading.Start(Options, _clock));
        Assert.False(access.May(Callers.Here, "watch"));
        Assert.True(access.May(Callers.Here, "reload"));
    }

    [Fact]
    public void A_caller_who_asks_about_ever_new_types_is_answered_rightly_and_not_remembered_for_ever()
    {
        _folder.Permit(("a", ["check"], "resource.resource_type.endsWith('0')"));
        var access = Callers.Access(Options, _clock);
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 1000; i++) Assert.Equal(i % 10 == 0, access.MayAsk(Callers.Here, "check", "user", $"t{i}"));
        Assert.InRange(Callers.Here.Grants.Count, 1, 32);
    }

    // a connection that is left open must not hold megabytes of what was asked on it
    [Fact]
    public void Long_names_of_types_are_not_remembered()
    {
        var access = Callers.Access();
        var caller = Callers.From("10.0.0.1").Own;
        foreach (var (subject, resource) in new[] { (new string('a', 8000), "document"), ("user", new string('a', 8000)) }) Assert.True(access.MayAsk(caller, "check", subject, resource));
        Assert.Equal(0, caller.Grants.Count);
        Assert.True(access.MayAsk(caller, "check", "user", "document"));
        Assert.Equal(1, caller.Grants.Count);
    }

    [Theory]
    [InlineData("Bearer " + Key, true)]
    [InlineData("bearer " + Key, true)]
    [InlineData("Bearer  " + Key + " ", true)]
    [InlineData("Bearer " + Key + "x", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Bearer", false)]
    [InlineData("Basic " + Key, false)]
    [InlineData(Key, false)]
    [InlineData("", false)]
    [InlineData("Bearer é", false)]
    public void A_key_is_taken_as_it_was_made(string header, bool isTaken)
    {
        var access = Callers.Access(WithKeys(("orders", Key, null)), _clock);
        var (caller, refusal) = Find(access, Call("127.0.0.1"), header);
        Assert.Equal(isTaken, caller is not null);
        if (isTaken) Assert.Equal("key orders", caller!.ToString());
        else Assert.DoesNotContain("pdp_", refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_not_taken_where_it_can_be_read_on_the_way()
    {
        var access = Callers.Access(WithKeys(("orders", Key, null)), _clock);
        Assert.Contains("not encrypted", Find(access, Call("10.0.0.1"), "Bearer " + Key).Refusal, StringComparison.Ordinal);
        Assert.NotNull(Find(access, Call("10.0.0.1", isEncrypted: true), "Bearer " + Key).Caller);
    }

    [Fact]
    public void Two_credentials_are_none()
    {
        var access = Callers.Access(WithKeys(("orders", Key, null)), _clock);
        Assert.Null(Find(access, Call("127.0.0.1"), new StringValues(["Bearer " + Key, "Bearer " + Key])).Caller);
    }

    [Fact]
    public void Without_keys_nobody_looks_at_credentials()
    {
        Assert.Equal("anonymous", Find(Callers.Access(), Call("127.0.0.1"), "Bearer whatever").Caller!.ToString());
    }

    // who takes the last key out of the file does not want it taken for nobody's
    [Fact]
    public void A_file_without_keys_takes_none()
    {
        var access = Callers.Access(WithKeys(), _clock);
        Assert.Null(Find(access, Call("127.0.0.1"), "Bearer " + Key).Caller);
        Assert.Equal("anonymous", Find(access, Call("127.0.0.1"), default).Caller!.ToString());
    }

    [Fact]
    public void A_key_counts_until_it_expires_and_no_longer_than_it_is_there()
    {
        _folder.Permit(("a", ["watch"], "subject.type == 'key' && subject.id == 'orders'"));
        var access = Callers.Access(WithKeys(("orders", Key, "2026-11-26T12:01:00Z"), ("others", Key + "2", null)), _clock);
        var caller = Find(access, Call("127.0.0.1"), "Bearer " + Key).Caller!;
        Assert.True(access.May(caller, "watch"));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(access.May(caller, "watch"));

        // a stream is open for longer than that
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(access.May(caller, "watch"));
        Assert.Null(Find(access, Call("127.0.0.1"), "Bearer " + Key).Caller);
    }

    [Fact]
    public void A_key_that_is_taken_away_counts_no_more_and_one_that_stays_does()
    {
        _folder.Permit(("a", ["watch"], "subject.type == 'key'"));
        var access = Callers.Access(WithKeys(("orders", Key, null), ("others", Key + "2", null)), _clock);
        var orders = Find(access, Call("127.0.0.1"), "Bearer " + Key).Caller!;
        var others = Find(access, Call("127.0.0.1"), "Bearer " + Key + "2").Caller!;
        Assert.True(access.May(orders, "watch") && access.May(others, "watch"));
        access.Activate(AccessLoading.Start(WithKeys(("others", Key + "2", null)), _clock));
        Assert.Equal((false, true), (access.May(orders, "watch"), access.May(others, "watch")));

        // who has the name of a key that was taken away does not have its right
        access.Activate(AccessLoading.Start(WithKeys(("orders", Key + "3", null)), _clock));
        Assert.False(access.May(orders, "watch"));
    }

    [Fact]
    public void One_connection_can_carry_the_calls_of_several_keys()
    {
        var access = Callers.Access(WithKeys(("orders", Key, null), ("others", Key + "2", null)), _clock);
        var call = Call("127.0.0.1");
        foreach (var (sent, name) in new[] { (Key, "key orders"), (Key + "2", "key others"), (Key, "key orders") })
        {
            Assert.Equal(name, Find(access, call, "Bearer " + sent).Caller!.ToString());
        }
    }

    [Fact]
    public void What_the_server_comes_with_needs_no_schema_to_be_turned_off()
    {
        // the default policies and the sample's are checked against the same schema
        var access = Callers.Access();
        Assert.Equal(["callers"], access.Current.Policies.Set.Policies.Select(static policy => policy.Id));
    }

    [Theory]
    [InlineData("{", "PDP0512", "")]
    [InlineData("[]", "PDP0512", "")]
    [InlineData("{}", "PDP0512", "")]
    [InlineData("""{ "keys": null }""", "PDP0512", "")]
    [InlineData("""{ "keys": [], "others": 1 }""", "PDP0512", "")]
    [InlineData("""{ "keys": [], "keys": [] }""", "PDP0512", "")]
    [InlineData("""{ "keys": [ null ] }""", "PDP0512", "")]
    [InlineData("""{ "keys": [ { "name": "a" } ] }""", "PDP0512", "/keys/0")]
    [InlineData("""{ "keys": [ { "name": "a", "sha256": "00" } ] }""", "PDP0512", "/keys/0/sha256")]
    [InlineData("""{ "keys": [ { "name": "", "sha256": "0000000000000000000000000000000000000000000000000000000000000000" } ] }""", "PDP0512", "/keys/0/name")]
    [InlineData("""{ "keys": [ { "name": "a", "sha256": "000000000000000000000000000000000000000000000000000000000000000g" } ] }""", "PDP0512", "/keys/0/sha256")]
    [InlineData("""{ "keys": [ { "name": "a", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "expires": "tomorrow" } ] }""", "PDP0512", "/keys/0/expires")]
    public void A_server_does_not_start_with_keys_that_are_none(string text, string code, string place)
    {
        _folder.Permit(("a", ["watch"], "true")).PutKeys(text);
        var finding = Assert.Single(Assert.Throws<StartUpException>(() => AccessLoading.Start(Options, _clock)).Findings);
        Assert.Equal((code, _folder.Keys), (finding.Code, finding.Location.File));
        Assert.StartsWith(place, finding.Location.Pointer, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        _folder.Permit(("a", ["watch"], "1 +")).PutKeys("""{ "keys": [ { "name": "", "sha256": "x" }, { "name": "b", "sha256": "y" } ] }""");
        var failure = Assert.Throws<StartUpException>(() => AccessLoading.Start(Options, _clock));
        Assert.Equal(["/keys/0/name", "/keys/0/sha256", "/keys/1/sha256"], failure.Findings.Where(static one => one.Code == "PDP0512").Select(static one => one.Location.Pointer));
        Assert.Contains(failure.Findings, static one => one.Location.File == "callers.json");
    }

    [Fact]
    public void A_server_does_not_start_without_the_folder_or_the_file_that_it_is_told_of()
    {
        var failure = Assert.Throws<StartUpException>(() => AccessLoading.Start(new PdpServerOptions { Access = _folder.Policies + "-not", ApiKeys = _folder.Keys }, _clock));
        Assert.Equal(2, failure.Findings.Count);
        Assert.Contains(failure.Findings, static one => one.Code == "PDP0511");
    }

    [Fact]
    public void Gateways_do_not_belong_to_access_policies()
    {
        _folder.Permit(("a", ["watch"], "true")).Put("gateway.json", """
            { "apiVersion": "pdp/v1", "kind": "Gateway", "id": "g", "subject": { "from": "principal", "type": "workload", "trustDomains": [ "example.org" ] },
              "routes": [ { "path": "/a", "methods": { "GET": { "action": "read" } }, "resource": { "type": "t", "id": "a" } } ] }
            """);
        Assert.Contains(Assert.Throws<StartUpException>(() => AccessLoading.Start(Options, _clock)).Findings, static one => one.Location.File == "gateway.json");
    }

    private static FoundCaller Find(AccessControl access, FeatureCollection call, StringValues header)
    {
        var finding = access.FindAsync(call, header, TestContext.Current.CancellationToken);
        return finding.IsCompletedSuccessfully ? finding.Result : throw new InvalidOperationException("a key is known at once");
    }

    private static bool May(AccessControl access, Caller caller, string action) =>
        AccessAction.IsOfQuestions(action) ? access.MayAsk(caller, action, "user", "document") : access.May(caller, action);

    private static FeatureCollection Call(string? address, bool isEncrypted = false)
    {
        var features = new FeatureCollection();
        features.Set(Callers.From(address, isEncrypted));
        return features;
    }

    private PdpServerOptions WithKeys(params (string, string, string?)[] keys)
    {
        if (!File.Exists(Path.Combine(_folder.Policies, "callers.json"))) _folder.Permit(("a", ["watch"], "true"));
        _folder.PutKeys(keys);
        return Options;
    }
}
