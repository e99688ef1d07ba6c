using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine;
using Pdp.Server.Health;
using Pdp.Server.Reloading;
using Pdp.Server.Services;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Wire.Lean;
using Xunit;

namespace Pdp.Server.Tests.Serving;

/// <summary>Which revisions a demand may name: those that are in force or have been before, however often they change meanwhile.</summary>
public sealed class ServedHistoryTests
{
    // fewer than are known: none of them is forgotten for its age
    private const int Activations = ServedHistory.Most - 1;

    [Fact]
    public void What_came_before_is_known_and_what_is_taken_back_is_not()
    {
        var holder = new BundleHolder(Of(0));
        for (var i = 1; i <= 3; i++) holder.Activate(Of(i));
        Assert.All([0, 1, 2, 3], i => Assert.NotNull(holder.Having(Name(i))));
        holder.Activate(Of(1));
        Assert.All([0, 1], i => Assert.NotNull(holder.Having(Name(i))));
        Assert.All([2, 3], i => Assert.Null(holder.Having(Name(i))));
        holder.Activate(Of(3));
        Assert.NotNull(holder.Having(Name(3)));
        Assert.Null(holder.Having(Name(2)));
    }

    [Fact]
    public void So_many_are_known_and_of_more_the_latest()
    {
        var history = new ServedHistory(Name(0));
        for (var i = 1; i <= ServedHistory.Most; i++) history.Add(Name(i));
        Assert.False(history.Contains(Name(0)));
        Assert.All(Enumerable.Range(1, ServedHistory.Most), i => Assert.True(history.Contains(Name(i))));
    }

    [Fact]
    public void What_comes_before_by_descent_is_known_from_the_start_and_forgotten_before_what_was_in_force()
    {
        var holder = new BundleHolder();
        holder.Activate(Of(3), new Lineage([Name(1), Name(2), Name(3)]));
        Assert.Equal([Name(1), Name(2), Name(3)], holder.Served);
        holder.Activate(Of(6), new Lineage([Name(2), Name(4), Name(3), Name(5)]));
        Assert.Equal([Name(1), Name(2), Name(4), Name(3), Name(5), Name(6)], holder.Served);
        holder.Activate(Of(3));
        Assert.Equal([Name(1), Name(2), Name(4), Name(3)], holder.Served);
        holder.Activate(Of(2000), new Lineage([.. Enumerable.Range(1000, 2 * ServedHistory.Most).Select(Name)]));
        Assert.Equal(ServedHistory.Most, holder.Served.Length);
        Assert.Equal(Name(2000), holder.Served[^1]);
        Assert.Null(holder.Having(Name(3)));
        Assert.NotNull(holder.Having(Name(2999)));
    }

    [Fact]
    public void What_an_operator_lets_go_back_ends_all_that_it_is_not_known_to_come_after()
    {
        var holder = new BundleHolder(Of(0));
        for (var i = 1; i <= 3; i++) holder.Activate(Of(i));
        holder.Activate(Of(9), new Lineage([Name(1)], IsBack: true));
        Assert.Equal([Name(1), Name(9)], holder.Served);
        Assert.All([0, 2, 3], i => Assert.Null(holder.Having(Name(i))));
    }

    [Theory]
    [InlineData("Check")]
    [InlineData("CheckBatch")]
    [InlineData("CheckStream")]
    public async Task What_a_demand_was_accepted_for_answers_it_though_an_older_one_comes_into_force_meanwhile(string method)
    {
        const int Rounds = 3000;
        var (older, newer) = (Named(1), Named(2));
        var holder = new BundleHolder(new ServedBundle(older, DateTimeOffset.UnixEpoch));
        var options = new PdpServerOptions { RevisionWait = TimeSpan.Zero };
        var endpoints = new DecisionEndpoints(
            holder, options, TimeProvider.System, new Readiness(), NullLogger<DecisionEndpoints>.Instance, new Decider(Trials.Of(options), Callers.Nothing, Trails.None, Meters.Decisions),
            new RevisionGate(holder, reloader: null, options, TimeProvider.System), Callers.Access(), NoTokens.Taken);
        using var over = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var answered = 0;
            while (!over.IsCancellationRequested)
            {
                if (await AskAsync(endpoints, method) is not { } revision) continue;
                Assert.Equal(Name(2), revision);
                answered++;
            }

            return answered;
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < Rounds && !asking.IsCompleted; i++)
        {
            holder.Activate(new ServedBundle(newer, DateTimeOffset.UnixEpoch));
            Thread.SpinWait(i % 200);
            holder.Activate(new ServedBundle(older, DateTimeOffset.UnixEpoch));
        }

        holder.Activate(new ServedBundle(newer, DateTimeOffset.UnixEpoch));
        Assert.Equal(Name(2), await AskAsync(endpoints, method));
        await over.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task A_revision_that_an_answer_names_is_known_at_once_while_others_come_into_force()
    {
        var bundles = Enumerable.Range(0, Activations + 1).Select(Of).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var holder = new BundleHolder(bundles[0]);
            using var start = new Barrier(4);
            var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    for (var last = false; !last;)
                    {
                        var named = holder.Current.Bundle.Revision;
                        last = named == Name(Activations);
                        if (holder.Having(named) is null) return named;
                    }

                    return null;
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            start.SignalAndWait(TestContext.Current.CancellationToken);
            foreach (var bundle in bundles.Skip(1)) holder.Activate(bundle);
            Assert.All(await Task.WhenAll(readers), static unknown => Assert.Null(unknown));
        }
    }

    // the revision of the answer; null: the demand was refused
    private static async Task<string?> AskAsync(DecisionEndpoints endpoints, string method)
    {
        var request = Questions.Permitted;
        request.MinRevision = Name(2);
        var call = new TestCall(DateTime.MaxValue, TestContext.Current.CancellationToken);
        try
        {
            switch (method)
            {
                case "Check": return (await endpoints.Check(new Received<CheckRequest>(request, null), call)).Revision;
                case "CheckBatch":
                    var batch = new CheckBatchRequest { Subject = request.Subject, MinRevision = request.MinRevision };
                    batch.Items.Add(new CheckBatchItem { Action = request.Action, Resource = request.Resource });
                    return (await endpoints.CheckBatch(new Received<CheckBatchRequest>(batch, null), call)).Results[0].Response.Revision;
                default:
                    var writer = new ReverseWriter();
                    Assert.Null(endpoints.AnswerLong(new CheckStreamRequest { Request = request }.ToByteArray(), Callers.Here, default, writer, CancellationToken.None, out _));
                    return CheckStreamResponse.Parser.ParseFrom(writer.Written).Response?.Revision;
            }
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            return null;
        }
    }

    // its answers name the revision as well
    private static Bundle Named(int number) => Fixture.Bundle with { Revision = Name(number), Set = PolicySet.Compile(Fixture.Bundle.Set.Source with { Revision = Name(number) }).Set! };

    private static string Name(int number) => $"r{number}";

    private static ServedBundle Of(int number) => new(Fixture.Bundle with { Revision = Name(number) }, DateTimeOffset.UnixEpoch.AddSeconds(number));
}
