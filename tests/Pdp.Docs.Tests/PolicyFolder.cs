using System.Text;
using System.Text.Json;
using Pdp.Bundles;

namespace Pdp.Docs.Tests;

/// <summary>A policy folder that a test writes, deleted at the end.</summary>
internal sealed class PolicyFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("pdp-docs-").FullName;

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    /// <summary>Writes a document under a name of its own: the bundle where it must be, others by number.</summary>
    public void WriteDocument(string text, int number)
    {
        using var document = JsonDocument.Parse(text);
        Write(document.RootElement.GetProperty("kind").ValueEquals("Bundle") ? "bundle.json" : $"{number}.json", text);
    }

    /// <summary>Loads it; with errors the exception's message has them all.</summary>
    public Bundle Load()
    {
        var result = BundleLoader.Load(Path);
        return result.Bundle ?? throw new InvalidDataException(
            string.Join('\n', result.Diagnostics.Select(DiagnosticText.Format)));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
