using System.Globalization;
using System.Text;
using System.Text.Json;
using Pdp.Cli.Shadowing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Shadowing;

public sealed class ShadowReportCommandTests
{
    private static readonly string[] Decisions = ["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"];

    public static TheoryData<string, string> Differences
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var inForce in Decisions)
            {
                foreach (var shadow in Decisions.Where(shadow => shadow != inForce)) pairs.Add(inForce, shadow);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Counts_each_pair_of_decisions(string inForce, string shadow)
    {
        var run = await ReportAsync($"{Sample(inForce, shadow)}\n{Sample(inForce, shadow)}\n", "--format", "json");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var line = JsonDocument.Parse(run.Out).RootElement.GetProperty("shadows")[0];
        Assert.Equal(
            (2, shadow == "PERMIT" ? 2 : 0, inForce == "PERMIT" ? 2 : 0, shadow == "INDETERMINATE" ? 2 : 0),
            (Number(line, "differed"), Number(line, "newlyPermitted"), Number(line, "noLongerPermitted"), Number(line, "errors")));
        var row = Assert.Single(line.GetProperty("rows").EnumerateArray());
        Assert.Equal(2, Number(row, "count"));
        Assert.Equal((inForce, shadow), (row.GetProperty("inForce").GetProperty("decision").GetString(), row.GetProperty("shadow").GetProperty("decision").GetString()));
        Assert.Equal(inForce != "NOT_APPLICABLE", row.GetProperty("inForce").TryGetProperty("rule", out _));
        Assert.Equal(shadow == "INDETERMINATE", row.GetProperty("shadow").TryGetProperty("code", out _));
    }

    [Fact]
    public async Task Reads_as_kept()
    {
        var lines = Differences.Select(pair => Sample(pair.Data.Item1, pair.Data.Item2))
            .Append("""{"time":"2026-03-02T10:00:05.000Z","leftOut":{"rate":1200,"queue":3,"failed":1}}""")
            .Append(Sample("PERMIT", "DENY", policy: "other"));

        var run = await ReportAsync(string.Join('\n', lines), "--all");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("shadow-report.txt", run.Out);
    }

    [Fact]
    public async Task Tells_of_one_policy()
    {
        var run = await ReportAsync($"{Sample("PERMIT", "DENY")}\n{Sample("DENY", "PERMIT", policy: "other")}", "--policy", "other", "--format", "json");

        var line = Assert.Single(JsonDocument.Parse(run.Out).RootElement.GetProperty("shadows").EnumerateArray());
        Assert.Equal("other", line.GetProperty("policy").GetString());
    }

    public static TheoryData<string> NoSamples =>
    [
        "{}", "[]", "null", "7", "{", "\"x\"", """{"leftOut":{"rate":-1,"queue":0,"failed":0}}""", """{"leftOut":{"rate":1}}""", """{"leftOut":7}""",
        Sample("PERMIT", "DENY").Replace("\"DENY\"", "\"MAYBE\"", StringComparison.Ordinal),
        Sample("PERMIT", "DENY").Replace("2026-03-02T10:00:00.123Z", "yesterday", StringComparison.Ordinal),
        Sample("PERMIT", "DENY").Replace("\"version\":2", "\"version\":\"2\"", StringComparison.Ordinal),
        Sample("PERMIT", "DENY").Replace("\"version\":2", "\"version\":99999999999", StringComparison.Ordinal),
        Sample("PERMIT", "DENY").Replace("\"policy\":\"sharing\"", "\"policy\":null", StringComparison.Ordinal),
        new string('[', 5000), "\ud800",
    ];

    [Theory]
    [MemberData(nameof(NoSamples))]
    public async Task Lines_that_are_no_samples_are_told_and_the_rest_is_counted(string line)
    {
        var run = await ReportAsync($"{Sample("PERMIT", "DENY")}\n{line}\n{Sample("PERMIT", "DENY")}\n", "--format", "json");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal(
            "error: line 2: expected a sample of a shadow version, got something else\nerror: no samples: 1 of 3 lines, the first is line 2\n", run.Error);
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((1, 2), (Number(report, "invalid"), Number(report.GetProperty("shadows")[0], "differed")));
    }

    [Fact]
    public async Task Rows_are_bounded_and_what_has_none_is_counted()
    {
        var lines = Enumerable.Range(0, SampleFile.MostRows + 10)
            .Select(i => Sample("PERMIT", "DENY", rule: i.ToString(CultureInfo.InvariantCulture)));

        var run = await ReportAsync(string.Join('\n', lines), "--format", "json");

        var line = JsonDocument.Parse(run.Out).RootElement.GetProperty("shadows")[0];
        Assert.Equal(SampleFile.MostRows + 10, Number(line, "differed"));
        Assert.Equal(SampleFile.MostRows + 1, line.GetProperty("rows").GetArrayLength());
        Assert.Equal(10, Number(line.GetProperty("rows").EnumerateArray().Single(row => row.TryGetProperty("rest", out _)), "count"));
    }

    [Theory]
    [InlineData("expected a source, got none")]
    [InlineData("expected one source, got two", "x.jsonl", "--server", "127.0.0.1:1")]
    [InlineData("may be another machine", "--server", "10.1.2.3:50051")]
    [InlineData("cannot read `no-such-file`: no such file", "no-such-file")]
    public async Task Wrong_command_lines_are_told(string expected, params string[] arguments)
    {
        var run = await CliRun.RunAsync(["shadow", "report", .. arguments]);

        Assert.Equal((ExitCodes.BadInput, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "nothing listens there")]
    [InlineData("unix:/no/such/socket", "there is no such socket")]
    public async Task A_server_that_does_not_answer_is_told(string address, string expected)
    {
        var run = await new CliRunner { Clock = TimeProvider.System }.RunAsync("shadow", "report", "--server", address);

        Assert.Equal((ExitCodes.InputOutputError, ""), (run.Code, run.Out));
        Assert.StartsWith($"error: cannot ask `{address}`: {expected}\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_a_real_server()
    {
        using var folder = new TrialFolder();
        await using var server = await ServedPolicies.StartAsync(folder.Path);
        using (var link = server.Link())
        {
            for (var i = 0; i < 3; i++) await link.CallAsync(options => new Contracts.V1.DecisionService.DecisionServiceClient(link.Channel).CheckAsync(TrialFolder.Request, options), TestContext.Current.CancellationToken);
        }

        var runner = new CliRunner { Clock = TimeProvider.System };
        var text = await runner.RunAsync("shadow", "report", "--server", server.Address);
        var json = await runner.RunAsync("shadow", "report", "--server", server.Address, "--policy", "p", "--format", "json");
        var unknown = await runner.RunAsync("shadow", "report", "--server", server.Address, "--policy", "q");

        Assert.Equal((ExitCodes.Ok, ""), (text.Code, text.Error));
        Assert.Contains("\nevaluated on 100 % of the requests\n", text.Out, StringComparison.Ordinal);
        Assert.Matches(@"\np\s+2\s+1\s+3\s+3\s+100 %\s+3\s+0\s+0\n", text.Out);
        Assert.Contains("! NOT_APPLICABLE → PERMIT: 3 requests, newly permitted\n    in force: no rule applies\n    shadow: p@2, rule `anyone`\n    first: user `u`, action `read`, document `d`", text.Out, StringComparison.Ordinal);
        var line = JsonDocument.Parse(json.Out).RootElement.GetProperty("shadows")[0];
        Assert.Equal((3, 3), (Number(line, "evaluated"), Number(line, "newlyPermitted")));
        Assert.Equal(ExitCodes.BadInput, unknown.Code);
        Assert.Equal("error: there is no policy `q`\n", unknown.Error);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string Sample(string inForce, string shadow, string policy = "sharing", string rule = "r") =>
        $$$"""{"time":"2026-03-02T10:00:00.123Z","revision":"r1","decisionId":"id-1","decision":"DENY","policy":"{{{policy}}}","shadow":{"version":3,"decision":"{{{shadow}}}"{{{Cause(policy, shadow, 3, rule)}}} },"inForce":{"version":2,"decision":"{{{inForce}}}"{{{Cause(policy, inForce, 2, rule)}}} },"request":{"subject":{"type":"user","id":"heidi"},"action":{"name":"read"},"resource":{"type":"document","id":"minutes"} } }""";

    private static string Cause(string policy, string decision, int version, string rule) => decision switch
    {
        "NOT_APPLICABLE" => "",
        "INDETERMINATE" => string.Create(CultureInfo.InvariantCulture, $$$""","error":{"policy":"{{{policy}}}","version":{{{version}}},"rule":"{{{rule}}}","code":"missing-attribute"}"""),
        _ => string.Create(CultureInfo.InvariantCulture, $$$""","rule":{"policy":"{{{policy}}}","version":{{{version}}},"rule":"{{{rule}}}"}"""),
    };

    private static Task<CliRun> ReportAsync(string input, params string[] options) =>
        new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes(input)) }.RunAsync(["shadow", "report", "-", .. options]);
}
