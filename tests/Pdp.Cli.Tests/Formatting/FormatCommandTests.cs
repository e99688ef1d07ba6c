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
