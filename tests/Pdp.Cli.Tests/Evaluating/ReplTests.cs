using System.Text;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Evaluating;

/// <summary>What is typed at a terminal, key by key.</summary>
public sealed class ReplTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("pdp-history-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Expressions_come_to_values_until_one_leaves()
    {
        var run = await TypeAsync("1 + 1⏎'a' in ['a']⏎:quit⏎");

        Assert.Equal((ExitCodes.Ok, "2\ntrue\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task A_mistake_is_told_and_the_next_line_is_read()
    {
        var run = await TypeAsync("1 +⏎1 / 0⏎:unknown⏎:type⏎:load nowhere⏎:request {⏎:now soon⏎2⏎␄");

        Assert.Equal((ExitCodes.Ok, "2\n"), (run.Code, run.Out));
        Assert.Contains("expression:1:", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: division by zero", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: there is no `:unknown`", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: `:type` needs EXPRESSION behind it", run.Error, StringComparison.Ordinal);
        Assert.Contains("do not load", run.Error, StringComparison.Ordinal);
        Assert.Contains("the request is not valid", run.Error, StringComparison.Ordinal);
        Assert.Contains("got `soon`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_request_and_time_can_be_changed()
    {
        var run = await TypeAsync(
            $":load {Fixture.Good}⏎:type subject.clearance⏎:request {Requests.Colleague}⏎subject.tenant⏎:now 2030-01-01T00:00:00Z⏎now⏎:now⏎now⏎:request⏎subject.id⏎␄");

        Assert.Equal(
            "int\n'acme'\ntimestamp('2030-01-01T00:00:00Z')\ntimestamp('2026-03-02T10:00:00Z')\n''\n", run.Out);
    }

    [Fact]
    public async Task Parts_are_explained()
    {
        var run = await TypeAsync(":explain 1 + 1 == 2⏎␄");

        Assert.StartsWith("expression: 1 + 1 == 2 → true\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24←1", "214")]
    [InlineData("24⇤1", "124")]
    [InlineData("24⇤1⇥3", "1243")]
    [InlineData("124←⌫", "14")]
    [InlineData("124←←⌦", "14")]
    [InlineData("'a  b'␗␗1", "1")]
    [InlineData("99␕1", "1")]
    [InlineData("199←←␋", "1")]
    [InlineData("'😀'←⌫a", "'a'")]
    [InlineData("99␃1", "1")]
    public async Task Keys_edit_a_line(string typed, string value)
    {
        var run = await TypeAsync(typed + "⏎␄");

        Assert.Equal(value + "\n", run.Out);
    }

    [Fact]
    public async Task Tab_completes_attributes_definitions_functions_and_commands()
    {
        var run = await TypeAsync($":load {Fixture.Good}⏎:ty→subject.cleara→⏎'office' == 'o' || size(defini→.off→) > 0⏎␄");

        Assert.Equal("int\ntrue\n", run.Out);
    }

    [Fact]
    public async Task Tab_shows_the_names_there_are()
    {
        var run = await TypeAsync($":load {Fixture.Good}⏎resource.→→␕1⏎␄");

        Assert.Contains("resource.classification", run.Error, StringComparison.Ordinal);
        Assert.Contains("resource.owner", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_a_terminal_would_obey_is_not_shown()
    {
        var folder = Path.Combine(_state, "policies");
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "schema.json"),
            """{ "apiVersion": "pdp/v1", "kind": "Schema", "context": { "type": "object", "properties": { "a\u001b[2Jc": { "type": "string" }, "abc": { "type": "string" }, "abd": { "type": "string" } } } }""");
        File.WriteAllText(
            Path.Combine(folder, "p.json"),
            """{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "combining": "deny-overrides", "rules": [{ "id": "r", "effect": "permit" }] }""");
        var run = await TypeAsync($":load {folder}⏎context.→→␕1⏎␄");

        Assert.Equal("1\n", run.Out);
        Assert.Contains("context.abc context.abd", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrows_go_through_what_was_typed_also_in_an_earlier_session()
    {
        await TypeAsync("40⏎41⏎␄");
        var run = await TypeAsync("4↑↑↓ + 1⏎↑↑↓↓2⏎␄");

        Assert.Equal("42\n2\n", run.Out);
        var file = Path.Combine(_state, "pdp", "history");
        Assert.Equal(["40", "41", "41 + 1", "2"], File.ReadAllLines(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_stops_nobody()
    {
        File.WriteAllText(Path.Combine(_state, "pdp"), "");
        var run = await TypeAsync("1⏎2⏎␄");

        Assert.Equal("1\n2\n", run.Out);
        Assert.Contains("warning: the history is not kept", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_line_scrolls_within_the_terminal()
    {
        var run = await TypeAsync($"'{new string('x', 10_000)}' == ''⏎␄");

        Assert.Equal("false\n", run.Out);
        foreach (var drawn in run.Error.Split('\r', '\n'))
            Assert.True(drawn.Replace("\u001b[K", "", StringComparison.Ordinal).Length <= 80, drawn);
    }

    private Task<CliRun> TypeAsync(string typed)
    {
        var keys = new Queue<ConsoleKeyInfo>(typed.EnumerateRunes().SelectMany(Keys));
        var runner = new CliRunner { InputIsTerminal = true, Keys = () => keys.Dequeue() };
        runner.Variables["XDG_STATE_HOME"] = _state;
        return runner.RunAsync("eval");
    }

    private static IEnumerable<ConsoleKeyInfo> Keys(Rune rune) => rune.ToString() switch
    {
        "⏎" => [Key(ConsoleKey.Enter, '\r')],
        "←" => [Key(ConsoleKey.LeftArrow)],
        "↑" => [Key(ConsoleKey.UpArrow)],
        "↓" => [Key(ConsoleKey.DownArrow)],
        "→" => [Key(ConsoleKey.Tab, '\t')],
        "⇤" => [Key(ConsoleKey.Home)],
        "⇥" => [Key(ConsoleKey.End)],
        "⌫" => [Key(ConsoleKey.Backspace, '\b')],
        "⌦" => [Key(ConsoleKey.Delete)],
        "␃" => [Control(ConsoleKey.C)],
        "␄" => [Control(ConsoleKey.D)],
        "␋" => [Control(ConsoleKey.K)],
        "␕" => [Control(ConsoleKey.U)],
        "␗" => [Control(ConsoleKey.W)],
        var text => text.Select(unit => Key(default, unit)),
    };

    private static ConsoleKeyInfo Key(ConsoleKey key, char unit = '\0') => new(unit, key, shift: false, alt: false, control: false);

    private static ConsoleKeyInfo Control(ConsoleKey key) => new('\0', key, shift: false, alt: false, control: true);
}
