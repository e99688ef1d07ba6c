using System.Text;
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
    public async Task Formats_a_named_file_whatever_it_is()
    {
        var file = Write("package.json", """{"name":"x"}""");

        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("fmt", file)).Code);
        Assert.Equal("""{ "name": "x" }""" + "\n", File.ReadAllText(file));
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
