using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>A disk that is full for real.</summary>
public sealed class FailingDiskTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_records_are_required_a_full_disk_makes_permits_indeterminate_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(128);
        using var folder = new AuditedFolder(disk.Path);
        var permitted = new List<string>();
        var withheld = 0;
        await using (var server = await RunningServer.StartAsync(o => folder.Set(AuditMode.Required, static audit => audit with { Buffer = 16 })(o) with { AuthZenReasons = true }))
        {
            permitted.Add((await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).DecisionId);
            Fill(disk);
            CheckResponse answer;
            while ((answer = await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision == Decision.Permit) permitted.Add(answer.DecisionId);
            withheld++;
            Assert.Equal(Decision.Indeterminate, answer.Decision);
            Assert.Equal("the decision cannot be recorded: no space left on the device", Assert.Single(answer.Errors).Message);
            var over = await Posted.PostAsync(
                server.Http, "/access/v1/evaluation",
                """{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"document","id":"d1","properties":{"owner":"alice"}}}""");
            Assert.Contains("\"message\":\"the decision cannot be recorded: no space left on the device\"", over.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(disk.Path, over.Body, StringComparison.Ordinal);
            withheld++;
            var detail = await Scrape.ReadAsync(server, "application/json", "/readyz");
            Assert.Contains(folder.Log, detail, StringComparison.Ordinal);
            Assert.Equal(Decision.Deny, (await server.Decisions.CheckAsync(Questions.Denied, cancellationToken: Cancelled)).Decision);
            Assert.Equal("ready; degraded: the decision log cannot be written, and no PERMIT is given\n", await server.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancelled));

            Free(disk);
            while ((answer = await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision != Decision.Permit)
            {
                withheld++;
                await Task.Delay(20, Cancelled);
            }

            permitted.Add(answer.DecisionId);
            Assert.Equal("ready\n", await server.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancelled));
        }

        var recorded = folder.Decisions.Select(static record => record.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(permitted.Except(recorded));
        Assert.Empty(folder.Verify().Findings);
        var taken = folder.Of("withheld").Select(static record => record.GetProperty("id").GetString()!).ToList();
        Assert.Empty(taken.Intersect(permitted));
        Assert.InRange(taken.Count, 1, withheld);
    }

    [Fact]
    public async Task Where_the_log_is_bounded_a_full_disk_changes_no_answer_and_what_is_not_recorded_is_counted()
    {
        const int Calls = 600;
        using var disk = SmallDisk.Mount(128);
        using var folder = new AuditedFolder(disk.Path);
        await using (var server = await RunningServer.StartAsync(folder.Set(AuditMode.Bounded, static audit => audit with { Buffer = 64 })))
        {
            Fill(disk);
            for (var i = 0; i < Calls; i++) Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
            Assert.Equal("ready; degraded: the decision log cannot be written\n", await server.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), Cancelled));
            Free(disk);
        }

        var dropped = folder.Of("dropped").Sum(static record => record.GetProperty("count").GetInt32());
        Assert.InRange(dropped, 1, Calls);
        Assert.Equal(Calls, folder.Decisions.Count + dropped);
        Assert.Empty(folder.Verify().Findings);
    }

    private static string Ballast(SmallDisk disk) => Path.Combine(disk.Path, "ballast");

    private static void Free(SmallDisk disk) => File.Delete(Ballast(disk));

    private static void Fill(SmallDisk disk)
    {
        using var file = new FileStream(Ballast(disk), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // it is full
        }
    }
}
