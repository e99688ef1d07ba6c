using System.Globalization;
using System.Text;
using Pdp.Cli.Tests.Processes;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Formatting;

public sealed class FormatCommandTests : IDisposable
{
    private const string Careless = """{"apiVersion":"pdp/v1","kind":"Definitions","conditions":{"a":"b&&c"}}""";
    private const string Tidy = """{ "apiVersion": "pdp/v1", "kind": "Definitions", "conditions": { "a": "b && c" } }""" + "\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-fmt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_the_documents_of_a_folder_anew_and_lists_them()
    {
        var changed = Write("a.json", Careless);
        Write("b.json", Tidy);
        var other = Write("package.json", """{"name":"x"}""");

        var run = await CliRun.RunAsync("fmt", _folder);

        Assert.Equal((ExitCodes.Ok, changed + "\n", "1 of 2 files changed\n"), (run.Code, run.Out, run.Error));
        Assert.Equal(Tidy, File.ReadAllText(changed));
        Assert.Equal("""{"name":"x"}""", File.ReadAllText(other));
        Assert.Equal("0 of 2 files changed\n", (await CliRun.RunAsync("fmt", _folder)).Error);
    }

    [Fact]
    public async Task Check_changes_nothing_and_fails_when_something_would_change()
    {
        var file = Write("a.json", Careless);

        var run = await CliRun.RunAsync("fmt", "--check", _folder, file);

        Assert.Equal((ExitCodes.Failed, file + "\n", "1 of 1 file would change\n"), (run.Code, run.Out, run.Error));
        Assert.Equal(Careless, File.ReadAllText(file));
    }

    [Theory]
    [InlineData(false, ExitCodes.Ok)]
    [InlineData(true, ExitCodes.Failed)]
    public async Task Diff_changes_nothing_and_shows_what_would_change(bool isCheck, int code)
    {
        var file = Write("a.json", Careless);
        Write("b.json", Tidy);

        var run = await CliRun.RunAsync(["fmt", "--diff", .. isCheck ? ["--check"] : Array.Empty<string>(), _folder]);

        Assert.Equal((code, "1 of 2 files would change\n"), (run.Code, run.Error));
        Assert.Equal($"--- {file}\n+++ {file}\n@@ -1 +1 @@\n-{Careless}\n\\ No newline at end of file\n+{Tidy}", run.Out);
        Assert.Equal(Careless, File.ReadAllText(file));
    }

    [Theory]
    [InlineData(false, ExitCodes.Ok)]
    [InlineData(true, ExitCodes.Failed)]
    public async Task Diff_of_standard_input_shows_what_would_change(bool isCheck, int code)
    {
        string[] arguments = ["fmt", "-d", .. isCheck ? ["--check"] : Array.Empty<string>(), "-"];
        var run = await new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes(Careless)) }.RunAsync(arguments);

        Assert.Equal((code, ""), (run.Code, run.Error));
        Assert.Equal($"--- <standard input>\t\n+++ <standard input>\t\n@@ -1 +1 @@\n-{Careless}\n\\ No newline at end of file\n+{Tidy}", run.Out);
        run = await new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes(Tidy)) }.RunAsync(arguments);
        Assert.Equal((ExitCodes.Ok, "", ""), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task Diff_is_in_colours_where_they_are_wanted_and_nothing_in_it_is_obeyed_by_a_terminal()
    {
        Write("a.json", Careless.Replace("b&&c", "b==' \u202e\u001b[2J'", StringComparison.Ordinal).Replace("\u001b", "\\u001b", StringComparison.Ordinal) + "\r\n");

        var plain = await CliRun.RunAsync("fmt", "--diff", _folder);
        var coloured = await CliRun.RunAsync("fmt", "--diff", "--color", "always", _folder);
        var terminal = await new CliRunner { IsTerminal = true }.RunAsync("fmt", "--diff", "--color", "never", _folder);

        Assert.Contains("\u202e", plain.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain.Out);
        Assert.Contains("\u001b[31m-{", coloured.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[32m+{ ", coloured.Out, StringComparison.Ordinal);
        Assert.Contains("\u001b[36m@@ -1 +1 @@", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', coloured.Out);
        Assert.Contains(@"\u{202e}", terminal.Out, StringComparison.Ordinal);
        Assert.Contains(@"}\u{d}", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Out);
    }

    [Fact]
    public async Task Patch_takes_a_diff()
    {
        if (OperatingSystem.IsWindows()) return;
        // several hunks, lines that go and come, an end without a line feed, and one with two
        var (first, second) = (Write("a.json", Long(careless: true)), Write("b.json", Careless));
        Write("c.json", Tidy);

        var run = await PdpProcess.BashAsync($"cd '{_folder}' && pdp fmt --diff . > all.diff; patch -s -p0 < all.diff && rm all.diff && pdp fmt --check .");

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Out));
        Assert.Equal((Long(careless: false), Tidy), (File.ReadAllText(first), File.ReadAllText(second)));

        static string Long(bool careless)
        {
            var text = new StringBuilder("{\n  \"apiVersion\": \"pdp/v1\",\n  \"kind\": \"Definitions\",\n  \"conditions\": {\n");
            for (var i = 0; i < 60; i++)
            {
                var and = careless && i % 17 == 3 ? "&&" : " && ";
                var end = i == 40 ? careless ? "\n\n\n" : "\n\n" : careless && i == 41 ? "" : "\n";
                text.Append(CultureInfo.InvariantCulture, $"    \"c{i}\": \"a{and}b{i}\"{(i < 59 ? "," : "")}{end}");
            }

            return text.Append(careless ? "  }\n}\n\n" : "  }\n}\n").ToString();
        }
    }

    [Theory]
    [InlineData("a b.json", "a b.json\t")]
    [InlineData(" a .json ", "\" a .json \"\t")]
    [InlineData("a\tb.json", @"""a\tb.json""")]
    [InlineData("a\n+++ b.json", "\"a\\n+++ b.json\"\t")]
    [InlineData("a\"\\b.json", @"""a\""\\b.json""")]
    [InlineData("\"a\".json", @"""\""a\"".json""")]
    [InlineData("a\u001b[2J\u202e\u007f.json", @"""a\033[2J\342\200\256\177.json""")]
    [InlineData("\u00e4 \u4e16\U0001f642.json", "\u00e4 \u4e16\U0001f642.json\t")]
    public async Task Patch_takes_a_diff_of_a_file_with_any_name(string name, string shown)
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Write(name, Careless);

        // the only file; a shell need not read its name
        var run = await PdpProcess.BashAsync($"cd '{_folder}' && pdp fmt --diff * > .all.diff; cat .all.diff; patch -s -p0 < .all.diff");

        Assert.StartsWith($"--- {shown}\n+++ {shown}\n@@", run.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Ok, Tidy), (run.Code, File.ReadAllText(file)));
    }

    [Fact]
    public async Task Leaves_a_named_file_alone_that_is_no_policy_document()
    {
        var file = Write("package.json", """{"name":"x"}""");
        var run = await CliRun.RunAsync("fmt", file);

        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Out));
        Assert.Contains($"warning: `{file}` is no policy document and stays as it is", run.Error, StringComparison.Ordinal);
        Assert.Equal("""{"name":"x"}""", File.ReadAllText(file));
    }

    [Fact]
    public async Task Who_may_read_a_file_stays_as_it_was()
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Write("a.json", Careless);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await CliRun.RunAsync("fmt", file);

        Assert.Equal(Tidy, File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_link_that_is_named_barely_is_followed_from_where_it_stands()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "within"));
        var target = Write("within/a.json", Careless);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.json"), "within/a.json");

        var run = await PdpProcess.BashAsync($"cd '{_folder}' && pdp fmt link.json");

        Assert.Equal((ExitCodes.Ok, "link.json\n"), (run.Code, run.Out));
        Assert.Equal(Tidy, File.ReadAllText(target));
        Assert.NotNull(new FileInfo(Path.Combine(_folder, "link.json")).LinkTarget);
    }

    [Fact]
    public async Task What_nobody_sees_is_escaped()
    {
        var file = Write("a.json", """{"apiVersion":"pdp/v1","kind":"Definitions","conditions":{"a":"b=='x\u202ey\u200bz\u007f'"}}""");

        await CliRun.RunAsync("fmt", file);

        Assert.Contains("""b == 'x\u202ey\u200bz\u007f'""", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Formats_standard_input_to_standard_output()
    {
        var run = await new CliRunner { Input = new MemoryStream(Encoding.UTF8.GetBytes(Careless)) }.RunAsync("fmt", "-");

        Assert.Equal((ExitCodes.Ok, Tidy, ""), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task Tells_what_is_no_JSON_leaves_it_alone_and_goes_on()
    {
        var torn = Write("a.json", "{");
        var good = Write("b.json", Careless);

        var run = await CliRun.RunAsync("fmt", _folder);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("PDP0004", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 of 2 files changed, 1 cannot be read\n", run.Error, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(torn));
        Assert.Equal(Tidy, File.ReadAllText(good));
    }

    [Theory]
    [InlineData("fmt")]
    [InlineData("fmt", "no-such-file.json")]
    [InlineData("fmt", "-", "policies")]
    public async Task Refuses_what_it_cannot_read(params string[] arguments) =>
        Assert.Equal(ExitCodes.BadInput, (await CliRun.RunAsync(arguments)).Code);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
