using System.Text.Json;
using System.Text.RegularExpressions;
using Pdp.TestKit.Peers;

namespace Pdp.LanguageServer.Tests;

/// <summary>The extension for Visual Studio Code: what it declares is what it does.</summary>
public sealed partial class ExtensionTests
{
    private static readonly JsonElement Manifest = JsonDocument.Parse(Text("package.json")).RootElement;

    [Fact]
    public void Its_commands_are_those_it_declares()
    {
        var declared = Manifest.GetProperty("contributes").GetProperty("commands").EnumerateArray().Select(command => command.GetProperty("command").GetString()!);
        var made = Commands().Matches(Text("extension.js")).Select(match => match.Groups[1].Value);

        Assert.Equal(declared.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        Assert.Equal(2, made.Count());
    }

    [Fact]
    public void Its_settings_are_those_it_declares_with_the_same_defaults_and_told_in_its_page()
    {
        var declared = Manifest.GetProperty("contributes").GetProperty("configuration").GetProperty("properties");
        var read = Settings().Matches(Text("extension.js")).Select(match => (Name: $"pdp.{match.Groups[1].Value}", Default: match.Groups[2].Value.Replace('\'', '"'))).ToList();

        Assert.Equal(4, read.Count);
        foreach (var (name, value) in read) Assert.Equal(JsonDocument.Parse(value).RootElement.GetRawText(), declared.GetProperty(name).GetProperty("default").GetRawText());
        // the library reads it by itself
        var all = read.Select(setting => setting.Name).Append("pdp.trace.server").Order(StringComparer.Ordinal);
        Assert.Equal(declared.EnumerateObject().Select(setting => setting.Name).Order(StringComparer.Ordinal), all);
        Assert.All(all, name => Assert.Contains($"| `{name}` |", Text("README.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_workspace_may_say_starts_no_program_before_it_is_trusted()
    {
        var restricted = Manifest.GetProperty("capabilities").GetProperty("untrustedWorkspaces").GetProperty("restrictedConfigurations").EnumerateArray().Select(name => name.GetString());

        Assert.Superset(new HashSet<string?> { "pdp.command", "pdp.arguments", "pdp.log" }, restricted.ToHashSet());
        Assert.Equal("./extension.js", Manifest.GetProperty("main").GetString());
    }

    private static string Text(string file) => File.ReadAllText(Repository.PathOf("editors", "vscode", file));

    [GeneratedRegex(@"registerCommand\('([^']+)'")]
    private static partial Regex Commands();

    [GeneratedRegex(@"settings\.get\('([a-zA-Z.]+)', ('[^']*'|\[[^\]]*\])\)")]
    private static partial Regex Settings();
}
