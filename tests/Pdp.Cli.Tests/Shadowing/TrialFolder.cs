using Pdp.Contracts.V1;

namespace Pdp.Cli.Tests.Shadowing;

/// <summary>A policy that says nothing, and a shadow version of it that permits everything.</summary>
internal sealed class TrialFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-trial-");

    public TrialFolder()
    {
        Write("p.json", """ "version": 1, "rules": [ { "id": "nobody", "effect": "permit", "when": "false" } ] """);
        Write("p.next.json", """ "version": 2, "stage": "shadow", "rules": [ { "id": "anyone", "effect": "permit" } ] """);
    }

    public static CheckRequest Request => new()
    {
        Subject = new Subject { Type = "user", Id = "u" },
        Action = new Contracts.V1.Action { Name = "read" },
        Resource = new Resource { Type = "document", Id = "d" },
    };

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string members) => File.WriteAllText(
        System.IO.Path.Combine(Path, name), $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", {{members}} }""");
}
