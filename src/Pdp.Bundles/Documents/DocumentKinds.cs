namespace Pdp.Bundles.Documents;

/// <summary>The kinds of documents.</summary>
internal static class DocumentKinds
{
    public const string Policy = "Policy";
    public const string Schema = "Schema";
    public const string Definitions = "Definitions";
    public const string Entities = "Entities";
    public const string Tests = "Tests";
    public const string Gateway = "Gateway";
    public const string Bundle = "Bundle";

    public static readonly string[] All = [Policy, Schema, Definitions, Entities, Tests, Gateway, Bundle];
}
