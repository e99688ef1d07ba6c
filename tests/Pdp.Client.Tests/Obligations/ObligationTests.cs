using Google.Protobuf.WellKnownTypes;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Obligations;

/// <summary>A permission holds only when what it demands is done, or understood.</summary>
public sealed class ObligationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_nobody_knows_denies()
    {
        var decision = await CheckAsync(_ => { });

        Assert.Equal((false, Effect.Deny, ReasonCode.UnknownObligation), (decision.IsPermitted, decision.Effect, decision.Reason));
        Assert.Contains("`log-access`", decision.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_handled_is_done_before_the_decision_is_given_out()
    {
        string? done = null;

        var decision = await CheckAsync(options => options.Obligations.Handle("log-access", (obligation, request, _) =>
        {
            done = $"{request.Subject.Id} {obligation.Properties.GetProperty("level").GetString()} {obligation.Properties.GetProperty("times").GetInt32()}";
            return default;
        }));

        Assert.True(decision.IsPermitted);
        Assert.Equal("alice high 2", done);
    }

    [Fact]
    public async Task One_that_is_understood_is_the_applications()
    {
        var decision = await CheckAsync(options => options.Obligations.Understand("log-access"));

        Assert.True(decision.IsPermitted);
        Assert.Equal("log-access", Assert.Single(decision.Obligations).Id);
    }

    [Fact]
    public async Task One_that_fails_denies()
    {
        var decision = await CheckAsync(options => options.Obligations.Handle("log-access", (_, _, _) => throw new IOException("the log is full")));

        Assert.Equal((false, ReasonCode.ObligationFailed), (decision.IsPermitted, decision.Reason));
        Assert.Contains("the log is full", decision.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_done_in_time_denies_whether_or_not_it_looks_at_the_time()
    {
        var never = new TaskCompletionSource();
        var decision = await CheckAsync(options =>
        {
            options.Timeout = TimeSpan.FromSeconds(2);
            options.Obligations.Handle("log-access", (_, _, _) => new ValueTask(never.Task));
        });

        Assert.Equal((false, ReasonCode.ObligationFailed), (decision.IsPermitted, decision.Reason));
        Assert.InRange(decision.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Those_of_a_denial_are_done_too_and_change_nothing()
    {
        var done = 0;
        var denial = Answer(Decision.Deny);

        var decision = await CheckAsync(
            options => options.Obligations.Handle("log-access", (_, _, _) =>
            {
                done++;
                throw new IOException("the log is full");
            }),
            denial);

        Assert.Equal((1, false, ReasonCode.Denied), (done, decision.IsPermitted, decision.Reason));
        Assert.Contains("the log is full", decision.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_has_one_handler()
    {
        var handlers = new ObligationHandlers().Understand("mask");

        Assert.Throws<ArgumentException>(() => handlers.Handle("mask", (_, _, _) => default));
    }

    private static async Task<AuthorizationDecision> CheckAsync(Action<PdpClientOptions> set, CheckResponse? answer = null)
    {
        await using var pdp = await ScriptedPdp.StartAsync(Script.Answering(answer ?? Answer(Decision.Permit)));
        await using var client = Ask.Client(pdp.EndPoint, options =>
        {
            options.Timeout = TimeSpan.FromSeconds(10);
            set(options);
        });
        return await client.CheckAsync(Ask.Permitted(), Cancellation);
    }

    private static CheckResponse Answer(Decision decision)
    {
        var answer = Script.Permit();
        answer.Decision = decision;
        answer.Allowed = decision == Decision.Permit;
        answer.Obligations.Add(new Contracts.V1.Obligation
        {
            Id = "log-access", Properties = new Struct { Fields = { ["level"] = Value.ForString("high"), ["times"] = Value.ForNumber(2) } },
        });
        return answer;
    }
}
