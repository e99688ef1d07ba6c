using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>Questions on behalf of a subject whose token comes with them, over real sockets.</summary>
public sealed class TokenCallTests : IAsyncLifetime
{
    private readonly TokenScene _scene = new();
    private RunningServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Tokens that are refused, each with the code of docs/identity.md.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "token-too-large", new string('a', 16385) },
        { "token-malformed", "eyJ" },
        { "token-malformed", "Bearer " + Forge.Good() },
        { "token-malformed", Forge.Good() + "é" },
        { "token-header-refused", Forge.Token("""{"alg":"RS256","kid":"rsa","typ":"at+jwt","jku":"https://evil.example"}""", Forge.Claims()) },
        { "token-type-refused", Forge.Token(Forge.Header(typ: "JWT"), Forge.Claims()) },
        { "token-algorithm-refused", Forge.Token(Forge.Header("none"), Forge.Claims(), static _ => [0]) },
        { "token-algorithm-refused", Forge.Token(Forge.Header("PS256"), Forge.Claims(), Forge.Ps256) },
        { "token-key-id-refused", Forge.Token(Forge.Header(kid: "../rsa"), Forge.Claims()) },
        { "token-issuer-unknown", Forge.Good(("iss", "\"https://evil.example\"")) },
        { "token-key-unknown", Forge.Token(Forge.Header(kid: "other"), Forge.Claims()) },
        { "token-signature-wrong", Forge.Token(Forge.Header(), Forge.Claims(), static _ => new byte[256]) },
        { "token-expired", Forge.Good(("exp", $"{Forge.Seconds(-31)}")) },
        { "token-not-yet-valid", Forge.Good(("nbf", $"{Forge.Seconds(60)}")) },
        { "token-audience-wrong", Forge.Good(("aud", "\"others\"")) },
        { "token-claims-refused", Forge.Good(("client_id", null)) },
        { "token-malformed", Forge.Good(("big", "1e999")) },
        { "token-binding-missing", Forge.Good(("cnf", """{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}""")) },
        { "token-binding-missing", Forge.Good(("cnf", """{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}""")) },
    };

    public async ValueTask InitializeAsync() => _server = await _scene.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Policies_read_the_claims_of_a_token_and_its_issuer_says_who_the_subject_is()
    {
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(Forge.Good())));
        Assert.Equal(Decision.NotApplicable, await DecideAsync(TokenScene.Ask(Forge.Good(("scope", "\"write\"")))));
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(Forge.Good(), "own")));
        Assert.Equal(Decision.NotApplicable, await DecideAsync(TokenScene.Ask(Forge.Good(), "own", owner: "bob")));
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(Forge.Good(("level", "2")), "team", ("team", Value.ForString("red")))));
        Assert.Equal(Decision.NotApplicable, await DecideAsync(TokenScene.Ask(Forge.Good(("level", "1")), "team", ("team", Value.ForString("red")))));
    }

    [Fact]
    public async Task A_claim_that_is_absent_is_an_error_and_one_that_does_not_fit_the_schema_too()
    {
        var absent = await _server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good(), "team", ("team", Value.ForString("red"))), cancellationToken: Cancelled);
        Assert.Equal((Decision.Indeterminate, "missing-attribute"), (absent.Decision, absent.Status));
        var unfit = await _server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good(("level", "\"two\""))), cancellationToken: Cancelled);
        Assert.Equal(Decision.Indeterminate, unfit.Decision);
        Assert.Contains("`subject.token.level` is invalid", unfit.Misfits.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_token_that_is_refused_is_told_by_its_code_on_every_method(string code, string token)
    {
        var check = await FailsAsync(async () => await _server.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled));
        var batch = await FailsAsync(async () => await _server.Decisions.CheckBatchAsync(Batch(token), cancellationToken: Cancelled));
        var explain = await FailsAsync(async () => await _server.Decisions.ExplainAsync(Explain(token), cancellationToken: Cancelled));
        var streamed = (await StreamAsync(TokenScene.Ask(token))).Single();
        Assert.All([check, batch, explain, new Status((StatusCode)streamed.Error.Code, streamed.Error.Message)], status =>
        {
            Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
            Assert.StartsWith(code + ": ", status.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain(token, status.Detail, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_batch_has_one_token_for_all_items_and_a_stream_one_for_each_question()
    {
        var batch = await _server.Decisions.CheckBatchAsync(Batch(Forge.Good()), cancellationToken: Cancelled);
        Assert.Equal([Decision.Permit, Decision.NotApplicable], batch.Results.Select(static r => r.Response.Decision));

        // the second waits for keys to be read again, and what comes after it waits as well
        _scene.Time.Advance(TimeSpan.FromSeconds(2));
        var late = Forge.Token(Forge.Header(kid: "new"), Forge.Claims());
        var answers = await StreamAsync(TokenScene.Ask(Forge.Good()), TokenScene.Ask(late), TokenScene.Ask(""), TokenScene.Ask(Forge.Good(), "own"));
        Assert.Equal([1ul, 2ul, 3ul, 4ul], answers.Select(static a => a.RequestId));
        Assert.Equal(Decision.Permit, answers[0].Response.Decision);
        Assert.StartsWith("token-key-unknown: ", answers[1].Error.Message, StringComparison.Ordinal);
        Assert.Equal((int)StatusCode.InvalidArgument, answers[2].Error.Code);
        Assert.Equal(Decision.Permit, answers[3].Response.Decision);
    }

    [Fact]
    public async Task What_is_stated_besides_must_not_be_at_odds_with_the_token()
    {
        var token = Forge.Good(("email", "\"alice@example.com\""));
        var same = TokenScene.Ask(token, "read", ("email", Value.ForString("alice@example.com")));
        (same.Subject.Type, same.Subject.Id) = ("user", "alice");
        Assert.Equal(Decision.Permit, await DecideAsync(same));

        var other = TokenScene.Ask(token, "read", ("email", Value.ForString("root@example.com")), ("token", Value.ForStruct(new Struct())));
        (other.Subject.Type, other.Subject.Id) = ("admin", "root");
        var status = await FailsAsync(async () => await _server.Decisions.CheckAsync(other, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal(
            "malformed request: `subject.type`: is at odds with what the token says: leave it out; `subject.id`: is at odds with what the token says: leave it out; "
            + "`subject.properties.token`: is what a verified token says, and cannot be stated: send the token itself; "
            + "`subject.properties.email`: is at odds with what the token says: leave it out", status.Detail);
        var item = (await StreamAsync(other)).Single().Error;
        Assert.Equal((status.Detail, 4), (item.Message, item.Violations.Count));
        var batch = Batch(token);
        batch.Subject = other.Subject;
        Assert.Equal(StatusCode.InvalidArgument, (await FailsAsync(async () => await _server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_can_state_what_only_a_token_says(bool takesTokens)
    {
        await using var server = await _scene.StartAsync(o => takesTokens ? o : o with { Issuers = null });
        var claims = new Struct { Fields = { ["scope"] = Value.ForString("read") } };
        var request = TokenScene.Ask("", "read", ("token", Value.ForStruct(claims)));
        (request.Subject.Type, request.Subject.Id) = ("user", "alice");
        var check = await FailsAsync(async () => await server.Decisions.CheckAsync(request, cancellationToken: Cancelled));
        Assert.Equal(
            (StatusCode.InvalidArgument, "malformed request: `subject.properties.token`: is what a verified token says, and cannot be stated: send the token itself"),
            (check.StatusCode, check.Detail));
        var batch = Batch("");
        batch.Subject = request.Subject;
        Assert.Equal(StatusCode.InvalidArgument, (await FailsAsync(async () => await server.Decisions.CheckBatchAsync(batch, cancellationToken: Cancelled))).StatusCode);
        using var body = new StringContent(
            """{"subject":{"type":"user","id":"alice","properties":{"token":{"scope":"read"}}},"action":{"name":"read"},"resource":{"type":"document","id":"1"}}""",
            System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Http.PostAsync("/access/v1/evaluation", body, Cancelled);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_issuers_every_token_is_refused()
    {
        await using var server = await _scene.StartAsync(static o => o with { Issuers = null });
        var status = await FailsAsync(async () => await server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good()), cancellationToken: Cancelled));
        Assert.Equal((StatusCode.Unauthenticated, "token-issuer-unknown: the token's issuer is not configured"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task A_subject_type_whose_schema_has_no_token_has_one_all_the_same_and_policies_do_not_see_it()
    {
        _scene.Put("robots-issuers.json", TokenScene.Issuers(""", "subject": { "type": "robot", "id": "client_id" }"""));
        await using var server = await _scene.StartAsync(o => o with { Issuers = _scene["robots-issuers.json"] });
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good()), cancellationToken: Cancelled)).Decision);
    }

    [Fact]
    public async Task An_explanation_tells_who_vouches_for_the_claims()
    {
        var explained = await _server.Decisions.ExplainAsync(Explain(Forge.Good()), cancellationToken: Cancelled);
        Assert.Equal(Decision.Permit, explained.Response.Decision);
        Assert.Equal((Forge.Issuer, "rsa"), (explained.Token.Issuer, explained.Token.KeyId));
        Assert.Equal(["iss", "sub", "aud", "client_id", "iat", "exp", "jti", "scope"], explained.Token.Claims);
        var without = Explain("");
        without.Subject = new Subject { Type = "robot", Id = "r" };
        Assert.Null((await _server.Decisions.ExplainAsync(without, cancellationToken: Cancelled)).Token);
    }

    [Fact]
    public async Task Nothing_of_a_token_is_in_the_log_an_answer_or_an_error()
    {
        var good = Forge.Good(("canary", "\"canary-of-the-claims\""));
        string[] tokens = [good, Forge.Good(("exp", $"{Forge.Seconds(-31)}"), ("jti", "\"t-2\"")), Forge.Token(Forge.Header(), Forge.Claims(), static _ => new byte[256])];
        var answers = new List<string>();
        foreach (var token in tokens)
        {
            var conflicting = TokenScene.Ask(token, "read", ("scope", Value.ForString("all")));
            foreach (var request in new[] { TokenScene.Ask(token), conflicting })
            {
                answers.Add(await TellAsync(async () => (await _server.Decisions.CheckAsync(request, cancellationToken: Cancelled)).ToString()));
                answers.AddRange((await StreamAsync(request)).Select(static a => a.ToString()));
            }

            answers.Add(await TellAsync(async () => (await _server.Decisions.CheckBatchAsync(Batch(token), cancellationToken: Cancelled)).ToString()));
            answers.Add(await TellAsync(async () => (await _server.Decisions.ExplainAsync(Explain(token), cancellationToken: Cancelled)).ToString()));
        }

        Assert.Contains(_scene.Log.Records, static record => record.Contains("a token is refused: token-expired", StringComparison.Ordinal));
        foreach (var part in tokens.SelectMany(static token => token.Split('.')).Append("canary-of-the-claims"))
        {
            Assert.DoesNotContain(answers, answer => answer.Contains(part, StringComparison.Ordinal));
            Assert.DoesNotContain(_scene.Log.Records, record => record.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Keys_are_followed_while_the_server_runs_and_withdrawn_ones_are_refused()
    {
        var first = Forge.Good();
        var second = Forge.Token(Forge.Header(kid: "next"), Forge.Claims(), static input =>
            Forge.OtherRsa.SignData(input, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(first)));

        // a new key is looked for when a token names it
        _scene.Put("keys.json", Forge.Set(Forge.Jwk(Forge.Rsa, "rsa"), Forge.Jwk(Forge.OtherRsa, "next")));
        _scene.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(second)));
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(first)));

        // one that is withdrawn is missed when the keys are read again
        _scene.Put("keys.json", Forge.Set(Forge.Jwk(Forge.OtherRsa, "next")));
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        Status status;
        do status = await TellStatusAsync(first);
        while (status.StatusCode == StatusCode.OK);
        Assert.StartsWith("token-key-unknown: ", status.Detail, StringComparison.Ordinal);
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(second)));

        // keys that cannot be read leave those that were; the log tells
        _scene.Put("keys.json", "no keys");
        _scene.Time.Advance(TimeSpan.FromMinutes(1));
        while (!_scene.Log.Records.Any(static record => record.StartsWith($"Warning KeysNotRead: the keys of `{Forge.Issuer}` cannot be read: ", StringComparison.Ordinal))) await Task.Yield();
        Assert.Equal(Decision.Permit, await DecideAsync(TokenScene.Ask(second)));

        // and time goes on for tokens that were verified before
        _scene.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.StartsWith("token-expired: ", (await TellStatusAsync(second)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_the_keys_starts_and_refuses_their_tokens_until_it_has_them()
    {
        File.Delete(_scene["keys.json"]);
        await using var server = await _scene.StartAsync();
        var status = await FailsAsync(async () => await server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good()), cancellationToken: Cancelled));
        Assert.StartsWith("token-keys-unavailable: ", status.Detail, StringComparison.Ordinal);
        Assert.Contains(_scene.Log.Records, static record => record.StartsWith("Warning KeysNotRead", StringComparison.Ordinal));
        _scene.Put("keys.json", TokenScene.Keys);
        _scene.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(TokenScene.Ask(Forge.Good()), cancellationToken: Cancelled)).Decision);
    }

    private static CheckBatchRequest Batch(string token)
    {
        var (first, second) = (TokenScene.Ask(token), TokenScene.Ask(token, "own", owner: "bob"));
        return new CheckBatchRequest
        {
            SubjectToken = token,
            Items = { new CheckBatchItem { Action = first.Action, Resource = first.Resource }, new CheckBatchItem { Action = second.Action, Resource = second.Resource } },
        };
    }

    private static ExplainRequest Explain(string token)
    {
        var request = TokenScene.Ask(token);
        return new ExplainRequest { SubjectToken = token, Action = request.Action, Resource = request.Resource };
    }

    private static async Task<Status> FailsAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status;

    private static async Task<string> TellAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException exception)
        {
            return exception + string.Join(' ', exception.Trailers.Select(static t => t.IsBinary ? System.Text.Encoding.UTF8.GetString(t.ValueBytes) : t.Value));
        }
    }

    private async Task<Status> TellStatusAsync(string token)
    {
        try
        {
            await _server.Decisions.CheckAsync(TokenScene.Ask(token), cancellationToken: Cancelled);
            return Status.DefaultSuccess;
        }
        catch (RpcException exception)
        {
            return exception.Status;
        }
    }

    private async Task<Decision> DecideAsync(CheckRequest request) => (await _server.Decisions.CheckAsync(request, cancellationToken: Cancelled)).Decision;

    private async Task<List<CheckStreamResponse>> StreamAsync(params CheckRequest[] requests)
    {
        using var call = _server.Decisions.CheckStream(cancellationToken: Cancelled);
        for (var i = 0; i < requests.Length; i++) await call.RequestStream.WriteAsync(new CheckStreamRequest { RequestId = (ulong)i + 1, Request = requests[i] }, Cancelled);
        await call.RequestStream.CompleteAsync();
        var answers = new List<CheckStreamResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Cancelled)) answers.Add(answer);
        return answers;
    }
}
