using System.Text;
using System.Text.Json;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Checking;

public sealed class CheckCommandTests
{
    [Fact]
    public async Task Answers_each_request_on_a_line_of_its_own_in_order()
    {
        var run = await CheckAsync(string.Join('\n', Requests.Owner, Requests.Stranger, Requests.Elsewhere, Requests.Bare, Requests.Colleague));

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Equal(["PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE", "PERMIT"], Decisions(run));
        Assert.All(Answers(run), answer => Assert.NotEmpty(answer.GetProperty("revision").GetString()!));
        Assert.Equal([true, false, false, false, true], Answers(run).Select(answer => answer.GetProperty("allowed").GetBoolean()));
        var last = Answers(run)[^1];
        Assert.True(last.GetProperty("allowed").GetBoolean());
        Assert.Equal("clearance", last.GetProperty("determining")[0].GetProperty("rule").GetString());
        Assert.Equal("bob", last.GetProperty("obligations")[0].GetProperty("properties").GetProperty("who").GetString());
    }

    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "")]
    public async Task Takes_line_ends_of_every_kind(string between, string end)
    {
        var run = await CheckAsync(Requests.Owner + between + Requests.Stranger + end);

        Assert.Equal(["PERMIT", "DENY"], Decisions(run));
        Assert.Equal(ExitCodes.Ok, run.Code);
    }

    [Fact]
    public async Task Blank_lines_get_no_answer_but_count()
    {
        var run = await CheckAsync($"\n  \t\r\n{Requests.Owner}\n\n{{\n");

        Assert.Equal(["PERMIT", "INDETERMINATE"], Decisions(run));
        Assert.StartsWith("line 5", MessageOf(Answers(run)[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_is_nothing_out()
    {
        var run = await CheckAsync("");

        Assert.Equal((ExitCodes.Ok, "", ""), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task A_line_that_is_no_request_is_answered_and_the_rest_goes_on()
    {
        const string IdIsNumber =
            """{"subject": {"type": "user", "id": 7}, "action": {"name": "read"}, "resource": {"type": "document", "id": "d"}}""";
        var run = await CheckAsync($"{Requests.Owner}\n{IdIsNumber}\n{Requests.Stranger}");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.False(Answers(run)[1].GetProperty("allowed").GetBoolean());
        Assert.Equal(["PERMIT", "INDETERMINATE", "DENY"], Decisions(run));
        var answer = Answers(run)[1];
        Assert.False(answer.GetProperty("allowed").GetBoolean());
        Assert.Equal("syntax-error", answer.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.StartsWith("line 2", MessageOf(answer), StringComparison.Ordinal);
        Assert.Contains("/subject/id: ", MessageOf(answer), StringComparison.Ordinal);
        Assert.Contains("string", MessageOf(answer), StringComparison.Ordinal);
        Assert.Equal("error: 1 of 3 requests not valid, the first on line 2\n", run.Error);
    }

    public static TheoryData<string> Hostile => new()
    {
        "not json", "{", "[]", "null", "{}", "\"x\"", "{\"subject\":1}", "{}{}", "\u0000", "{\"a\u0000\":1}",
        "{\"subject\":{\"type\":\"u\",\"type\":\"v\",\"id\":\"1\"},\"action\":{\"name\":\"r\"},\"resource\":{\"type\":\"d\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"1\",\"properties\":{\"n\":1e999}},\"action\":{\"name\":\"r\"},\"resource\":{\"type\":\"d\",\"id\":\"1\"}}",
        new string('[', 100_000), string.Concat(Enumerable.Repeat("{\"a\":", 50_000)), "\"\\ud800\"", "\u001b[2J",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_lines_are_answered_as_invalid(string line)
    {
        var run = await CheckAsync($"{line}\n{Requests.Owner}\n");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal(["INDETERMINATE", "PERMIT"], Decisions(run));
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.All(Answers(run)[0].GetProperty("errors").EnumerateArray(), e => Assert.Equal("syntax-error", e.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_answered_as_invalid()
    {
        var bad = Encoding.UTF8.GetBytes(Requests.Owner);
        bad[Encoding.UTF8.GetByteCount(Requests.Owner[..Requests.Owner.IndexOf("alice", StringComparison.Ordinal)])] = 0xFF;
        var random = new byte[5000];
        new Random(7).NextBytes(random);
        var run = await CheckAsync([.. bad, (byte)'\n', .. random, (byte)'\n', .. Encoding.UTF8.GetBytes(Requests.Owner)]);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal("INDETERMINATE", Decisions(run)[0]);
        Assert.All(Decisions(run)[..^1], decision => Assert.Equal("INDETERMINATE", decision));
        Assert.Equal("PERMIT", Decisions(run)[^1]);
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_answered_as_invalid()
    {
        var run = await new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes($"{Requests.Owner}\n{Requests.Owner} \n")) }
            .RunAsync("check", "-p", Fixture.Good, "--max-line-bytes", $"{Requests.Owner.Length}");

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal(["PERMIT", "INDETERMINATE"], Decisions(run));
        Assert.Equal($"line 2: the line is too long: expected at most {Requests.Owner.Length} bytes", MessageOf(Answers(run)[1]));
    }

    [Fact]
    public async Task Reads_a_file_and_takes_a_time()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"subject": {"type": "user", "id": "r", "properties": {"role": "reader"}}, "action": {"name": "read"}, "resource": {"type": "note", "id": "n"}}""", TestContext.Current.CancellationToken);
            var day = await CliRun.RunAsync("check", "--policies", Fixture.Failing, "--requests", file);
            var night = await CliRun.RunAsync("check", "--policies", Fixture.Failing, "--requests", file, "--now", "2026-03-02T23:00:00Z");

            Assert.Equal(["PERMIT"], Decisions(day));
            Assert.Equal(["DENY"], Decisions(night));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("missing.jsonl", "no such file")]
    [InlineData("missing/x.jsonl", "no such folder")]
    [InlineData(".", "it is a folder")]
    public async Task A_file_that_cannot_be_read_is_told(string file, string reason)
    {
        var run = await CliRun.RunAsync("check", "-p", Fixture.Good, "-r", file);

        Assert.Equal((ExitCodes.BadInput, "", $"error: cannot read `{file}`: {reason}\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task A_terminal_as_input_is_answered_with_help()
    {
        var run = await new CliRunner { InputIsTerminal = true }.RunAsync("check", "-p", Fixture.Good);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal(
            "error: expected requests, got none\n  = help: give `--requests FILE`, pipe them in, or type them after `--requests -`\n",
            run.Error);
    }

    [Fact]
    public async Task A_terminal_is_read_when_asked_for()
    {
        var run = await new CliRunner { InputIsTerminal = true, Input = new MemoryStream(Encoding.UTF8.GetBytes(Requests.Owner)) }
            .RunAsync("check", "-p", Fixture.Good, "-r", "-");

        Assert.Equal(["PERMIT"], Decisions(run));
    }

    [Fact]
    public async Task Policies_that_do_not_load_give_every_error_and_no_answer()
    {
        var run = await CheckAsync(Requests.Owner, Fixture.Broken);

        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("unknown attribute `subject.rolle`", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"error: the policies in `.*broken` do not load: \d errors?\n$", run.Error);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_does_not_load()
    {
        var run = await CheckAsync(Requests.Owner, "no-such-folder");

        Assert.Equal(ExitCodes.PoliciesDoNotLoad, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("no-such-folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_sent_before_more_input_is_awaited()
    {
        using var output = new MemoryStream();
        using var input = new ObservedStream(Encoding.UTF8.GetBytes($"{Requests.Owner}\n{Requests.Stranger}\n"), Requests.Owner.Length + 1);
        var seen = new List<int>();
        input.BeforeRead = () => seen.Add(Encoding.UTF8.GetString(output.ToArray()).Count(c => c == '\n'));
        await new CliRunner { Input = input, Output = output }.RunAsync("check", "-p", Fixture.Good);

        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task Cancellation_ends_with_whole_lines()
    {
        using var stop = new CancellationTokenSource();
        using var input = new ObservedStream(Encoding.UTF8.GetBytes($"{Requests.Owner}\n{Requests.Stranger}\n"), Requests.Owner.Length + 1);
        var reads = 0;
        input.BeforeRead = () =>
        {
            if (++reads == 2) stop.Cancel();
        };
        var run = await new CliRunner { Input = input }.RunAsync(stop.Token, "check", "-p", Fixture.Good);

        Assert.Equal(ExitCodes.Interrupted, run.Code);
        Assert.Equal("PERMIT", Decisions(run)[0]);
        Assert.EndsWith("\n", run.Out, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    private static Task<CliRun> CheckAsync(string input, string? folder = null) => CheckAsync(Encoding.UTF8.GetBytes(input), folder);

    private static Task<CliRun> CheckAsync(byte[] input, string? folder = null) =>
        new CliRunner { Input = new MemoryStream(input) }.RunAsync("check", "--policies", folder ?? Fixture.Good);

    private static JsonElement[] Answers(CliRun run) =>
        [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string[] Decisions(CliRun run) =>
        [.. Answers(run).Select(answer => answer.GetProperty("decision").GetString()!)];

    private static string MessageOf(JsonElement answer) => answer.GetProperty("errors")[0].GetProperty("message").GetString()!;
}
