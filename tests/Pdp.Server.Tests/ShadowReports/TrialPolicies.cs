using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;

namespace Pdp.Server.Tests.ShadowReports;

/// <summary>
/// A policy folder with a version in force that says what a request's context has as <c>before</c>, and a shadow that says what it has
/// as <c>after</c>.
/// </summary>
internal sealed class TrialPolicies : IDisposable
{
    public static readonly Decision[] Decisions = [Decision.Permit, Decision.Deny, Decision.NotApplicable, Decision.Indeterminate];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-trial-");

    public TrialPolicies()
    {
        Write("p.json", 1, "before", "");
        Write("p.next.json", 2, "after", """ "stage": "shadow", """);
        Write("quiet.json", 1, "never", "", "quiet");
        Write("quiet.next.json", 2, "never", """ "stage": "shadow", """, "quiet");
    }

    public string Folder => _folder.FullName;

    public Bundle Load() => BundleLoader.Load(Folder).Bundle ?? throw new InvalidOperationException("it does not load");

    /// <summary>Writes a policy anew.</summary>
    public void Write(string file, int version, string member, string stage, string id = "p", string extra = "")
    {
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path + ".new", $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": {{version}}, {{stage}}
              "description": "{{extra}}",
              "rules": [
                { "id": "permits", "effect": "permit", "when": "context.{{member}} == 'PERMIT'" },
                { "id": "denies", "effect": "deny", "when": "context.{{member}} == 'DENY'" },
                { "id": "fails", "effect": "deny", "when": "context.{{member}} == 'INDETERMINATE' && subject.nowhere == 1" }
              ]
            }
            """.Replace("context.never", "resource.id", StringComparison.Ordinal));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>A request that the two answer as told.</summary>
    public static CheckRequest Request(Decision before, Decision after)
    {
        var request = Questions.Of("read");
        request.Context = new Struct { Fields = { ["before"] = Value.ForString(Name(before)), ["after"] = Value.ForString(Name(after)) } };
        return request;
    }

    public static string Name(Decision decision) => decision switch
    {
        Decision.Permit => "PERMIT",
        Decision.Deny => "DENY",
        Decision.NotApplicable => "NOT_APPLICABLE",
        _ => "INDETERMINATE",
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
