using Pdp.Bundles;
using Pdp.Bundles.Gateways;
using Xunit;

namespace Pdp.Server.Tests.Gateways;

/// <summary>Makes gateways of the members of their documents.</summary>
internal static class GatewayDocuments
{
    public const string Subject = """ "subject": { "from": "header", "header": "x-user", "type": "user" } """;

    /// <summary>One gateway.</summary>
    /// <param name="members">The members besides apiVersion, kind and id.</param>
    public static Gateway Of(string members) => Bundle(members).Gateways.Single();

    /// <summary>A bundle of gateways, with one policy that permits reading, and with an obligation what is called `do`.</summary>
    public static Bundle Bundle(params string[] gateways)
    {
        var folder = Directory.CreateTempSubdirectory("pdp-gateways-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "policy.json"), """
                { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [
                  { "id": "reads", "effect": "permit", "actions": ["GET", "read"], "reason": "reading is free" },
                  { "id": "amount", "effect": "permit", "actions": ["pay"], "when": "context.amount <= 10" },
                  { "id": "wipes", "effect": "permit", "actions": ["wipe"], "when": "context.mfa && context.ip == '127.0.0.1'" },
                  { "id": "does", "effect": "permit", "actions": ["do"], "obligations": [ { "id": "log", "properties": { "who": "subject.id" } } ] } ] }
                """);
            for (var i = 0; i < gateways.Length; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"g{i}.json"), $"{{ \"apiVersion\": \"pdp/v1\", \"kind\": \"Gateway\", \"id\": \"g{i}\", {gateways[i]} }}");
            }

            var (bundle, diagnostics) = BundleLoader.Load(folder);
            Assert.True(bundle is not null, string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
            return bundle;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
