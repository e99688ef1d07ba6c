using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pdp.Cli.Diffing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Diffing;

public sealed class DiffCommandTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var before in TwoStates.Decisions)
            {
                foreach (var after in TwoStates.Decisions) pairs.Add(before, after);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Every_pair_of_decisions_is_of_its_kind(string before, string after)
    {
        using var states = new TwoStates();

        var run = await DiffAsync(states, TwoStates.Request(before, after), "--format", "json");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(1, report.GetProperty("requests").GetInt64());
        var expected = Kind(before, after);
        foreach (var count in report.GetProperty("counts").EnumerateObject()) Assert.Equal(count.Name == expected ? 1 : 0, count.Value.GetInt64());
        Assert.Equal(expected is null ? 0 : 1, report.GetProperty("decisions").GetInt64());
        Assert.Equal(expected is null ? 0 : 1, report.GetProperty("changed").GetInt64());
        if (expected is null)
        {
            Assert.Equal(0, report.GetProperty("groups").GetArrayLength());
            return;
        }

        var group = report.GetProperty("groups")[0];
        Assert.Equal(expected, group.GetProperty("change").GetString());
        AssertSide(group.GetProperty("before"), before, 1);
        AssertSide(group.GetProperty("after"), after, 2);
        Assert.Equal("u", group.GetProperty("example").GetProperty("request").GetProperty("subject").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Reads_as_kept()
    {
        using var states = new TwoStates(
            """ "obligations": [ { "id": "log", "properties": { "level": "'high'" } } ] """,
            """ "obligations": [ { "id": "log", "properties": { "level": "'low'" } }, { "id": "notify" } ] """);
        var requests = string.Join('\n', Pairs.Select(pair => TwoStates.Request(pair.Data.Item1, pair.Data.Item2)));

        var run = await DiffAsync(states, requests);

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Golden.Equal("diff.txt", run.Out.Replace(states.Old, "<old>", StringComparison.Ordinal).Replace(states.New, "<new>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_newly_allowed_comes_first_and_is_marked()
    {
        using var states = new TwoStates();
        var many = string.Join('\n', Enumerable.Repeat(TwoStates.Request("PERMIT", "DENY"), 50));

        var run = await DiffAsync(states, $"{many}\n{TwoStates.Request("DENY", "PERMIT")}");

        Assert.Contains("! newly allowed: 1 request\n  DENY → PERMIT: 1 request, on line 51\n", run.Out, StringComparison.Ordinal);
        Assert.True(run.Out.IndexOf("! newly", StringComparison.Ordinal) < run.Out.IndexOf("PERMIT → DENY", StringComparison.Ordinal));
        Assert.Contains("51 requests: 51 answers change: 1 newly allowed; 50 no longer allowed\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_change_nothing_beside_themselves()
    {
        var run = await DiffAsync(Fixture.Good, Fixture.Good, string.Join('\n', Requests.Owner, Requests.Stranger, Requests.Bare), "--exit-code");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Contains("\n3 requests: no answer changes\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_request_is_no_agreement()
    {
        using var states = new TwoStates();

        var run = await DiffAsync(states, "");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("no request was compared", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PERMIT", "DENY", false, ExitCodes.Ok)]
    [InlineData("PERMIT", "DENY", true, ExitCodes.Failed)]
    [InlineData("PERMIT", "PERMIT", true, ExitCodes.Ok)]
    public async Task The_exit_code_tells_of_changes_when_asked_to(string before, string after, bool asked, int expected)
    {
        using var states = new TwoStates();

        var run = await DiffAsync(states, TwoStates.Request(before, after), asked ? ["--exit-code"] : []);

        Assert.Equal(expected, run.Code);
    }

    [Fact]
    public async Task Lines_that_are_no_requests_are_told_and_the_rest_is_compared()
    {
        using var states = new TwoStates();

        var run = await DiffAsync(states, $"{TwoStates.Request("DENY", "PERMIT")}\n\n{{}}\n{TwoStates.Request("DENY", "PERMIT")}\n", "--exit-code");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains("2 requests: 2 answers change", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("error: line 3, column 1: member `subject` is missing\n", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("error: 1 of 3 requests not valid, the first on line 3\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_told()
    {
        using var states = new TwoStates();
        var request = TwoStates.Request("DENY", "PERMIT");

        var run = await DiffAsync(states, $"{request}\n{request} {request}\n", "--max-line-bytes", request.Length.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.StartsWith($"error: line 2: the line is too long: expected at most {request.Length} bytes\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_wrong_lines_the_first_are_told_and_all_are_counted()
    {
        using var states = new TwoStates();

        var run = await DiffAsync(states, string.Concat(Enumerable.Repeat("[]\n", 500)));

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal(20, run.Error.Split('\n').Count(line => line.StartsWith("error: line ", StringComparison.Ordinal)));
        Assert.Contains("warning: more lines", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: 500 of 500 requests not valid", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_both_sides_are_told()
    {
        var run = await DiffAsync(Fixture.Broken, "no-such-folder", Requests.Owner);

        Assert.Equal((ExitCodes.PoliciesDoNotLoad, ""), (run.Code, run.Out));
        Assert.Contains("unknown attribute `subject.rolle`", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"error: the old policies in `.*broken` do not load: \d errors?; the new policies in `no-such-folder` do not load: 1 error\n$", run.Error);
    }

    [Fact]
    public async Task A_folder_that_changes_nothing_does_not_make_up_for_one_that_does_not_load()
    {
        var run = await DiffAsync(Fixture.Good, Fixture.Broken, Requests.Owner);

        Assert.Equal((ExitCodes.PoliciesDoNotLoad, ""), (run.Code, run.Out));
        Assert.Contains("error: the new policies in", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_changes_have_both_answers_and_end_with_the_report()
    {
        using var states = new TwoStates();
        var requests = string.Join('\n', Pairs.Select(pair => TwoStates.Request(pair.Data.Item1, pair.Data.Item2)));

        var run = await DiffAsync(states, requests, "--format", "json", "--changes");

        JsonElement[] lines = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(13, lines.Length);
        foreach (var line in lines[..^1])
        {
            var (before, after) = Pairs.ElementAt(line.GetProperty("line").GetInt32() - 1).Data;
            Assert.Equal(before, line.GetProperty("before").GetProperty("decision").GetString());
            Assert.Equal(after, line.GetProperty("after").GetProperty("decision").GetString());
            Assert.Equal(Kind(before, after), line.GetProperty("change").GetString());
        }

        Assert.Equal(16, lines[^1].GetProperty("report").GetProperty("requests").GetInt32());
        Assert.Equal(12, lines[^1].GetProperty("report").GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task Lines_of_changes_need_JSON()
    {
        var run = await DiffAsync(Fixture.Good, Fixture.Good, "", "--changes");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains("`--changes` writes JSON lines: it needs `--format json`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_sides_have_the_time_given()
    {
        using var states = new TwoStates(
            """ "obligations": [ { "id": "log", "properties": { "at": "now" } } ] """, """ "obligations": [ { "id": "log", "properties": { "at": "now" } } ] """);

        var run = await new CliRunner { Input = Text(TwoStates.Request("PERMIT", "PERMIT")), Clock = TimeProvider.System }
            .RunAsync("diff", states.Old, states.New, "--exit-code");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("no answer changes", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_are_those_of_the_answers_compared_one_by_one()
    {
        using var states = new TwoStates();
        var decision = Gen.Int[0, TwoStates.Decisions.Length - 1].Select(i => TwoStates.Decisions[i]);
        await Gen.Select(decision, decision).Array[0, 60].SampleAsync(
            async pairs =>
            {
                var run = await DiffAsync(states, string.Join('\n', pairs.Select(p => TwoStates.Request(p.Item1, p.Item2))), "--format", "json");
                var report = JsonDocument.Parse(run.Out).RootElement;
                foreach (var kind in ChangeKinds.All)
                {
                    var expected = pairs.Count(p => Kind(p.Item1, p.Item2) == kind.Name());
                    if (report.GetProperty("counts").GetProperty(kind.Name()).GetInt64() != expected) return false;
                    var grouped = report.GetProperty("groups").EnumerateArray().Where(g => g.GetProperty("change").GetString() == kind.Name()).Sum(g => g.GetProperty("count").GetInt64());
                    if (grouped != expected) return false;
                }

                return report.GetProperty("requests").GetInt64() == pairs.Length;
            },
            iter: 30, threads: 1);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(200)]
    public async Task Colours_and_width_do_not_change_what_is_told(int width)
    {
        using var states = new TwoStates();
        var input = TwoStates.Request("DENY", "PERMIT");
        var plain = await DiffAsync(states, input);

        var run = await new CliRunner { Input = Text(input), Width = width, IsTerminal = true }.RunAsync("diff", states.Old, states.New, "-r", "-");

        Assert.Equal(plain.Out, System.Text.RegularExpressions.Regex.Replace(run.Out, "\u001b\\[[0-9;]*m", ""));
        Assert.Contains('\u001b', run.Out);
    }

    private static void AssertSide(JsonElement side, string decision, int version)
    {
        Assert.Equal(decision, side.GetProperty("decision").GetString());
        var (member, rule) = decision switch
        {
            "PERMIT" => ("determining", "permits"),
            "DENY" => ("determining", "denies"),
            "INDETERMINATE" => ("error", "fails"),
            _ => ("", ""),
        };
        Assert.Equal(member == "determining", side.TryGetProperty("determining", out var rules));
        Assert.Equal(member == "error", side.TryGetProperty("error", out var error));
        if (member.Length == 0) return;
        var told = member == "error" ? error : Assert.Single(rules.EnumerateArray());
        Assert.Equal(("documents", version, rule), (told.GetProperty("policy").GetString(), told.GetProperty("version").GetInt32(), told.GetProperty("rule").GetString()));
    }

    private static string? Kind(string before, string after) =>
        before == after ? null
        : after == "PERMIT" ? "newly-allowed"
        : before == "PERMIT" ? "no-longer-allowed"
        : "other-decision";

    private static MemoryStream Text(string input) => new(Encoding.UTF8.GetBytes(input));

    private static Task<CliRun> DiffAsync(TwoStates states, string input, params string[] options) => DiffAsync(states.Old, states.New, input, options);

    private static Task<CliRun> DiffAsync(string before, string after, string input, params string[] options) =>
        new CliRunner { Input = Text(input) }.RunAsync(["diff", before, after, .. options]);
}
