namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>The rules of one resource type, before they are written in a server's own form.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Rules">Its rules; a denial wins, and what no rule permits is not permitted.</param>
internal sealed record ResourcePolicy(string Type, IReadOnlyList<ResourceRule> Rules);

/// <summary>One rule.</summary>
/// <param name="Id">Its name within the type.</param>
/// <param name="IsPermit">Whether it permits; else it denies.</param>
/// <param name="Actions">The actions it is for; none: all.</param>
/// <param name="Role">The role that the subject must have; null: any.</param>
/// <param name="Condition">CEL over <c>subject</c>, <c>resource</c> and <c>context</c>.</param>
internal sealed record ResourceRule(string Id, bool IsPermit, IReadOnlyList<string> Actions, string? Role, string Condition);
