using System.Runtime.CompilerServices;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting.Model;

/// <summary>The expressions of a bundle.</summary>
internal static class Expressions
{
    /// <summary>All of them, those of versions not in force included.</summary>
    public static IEnumerable<ExpressionSource> Of(PolicySetSource source) =>
        source.Policies.SelectMany(Of).Concat(source.Definitions.Select(static definition => definition.Expression)).OfType<ExpressionSource>();

    private static IEnumerable<ExpressionSource?> Of(PolicySource policy)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return policy.Variables.Select(static variable => (ExpressionSource?)variable.Expression).Prepend(policy.Target)
            .Concat(Of(policy.Obligations)).Concat(Of(policy.Advice))
            .Concat(policy.Items.SelectMany(static item => item switch
            {
                PolicySource inline => Of(inline),
                RuleSource rule => Of(rule.Obligations).Concat(Of(rule.Advice)).Prepend(rule.When),
                _ => [],
            }));
    }

    private static IEnumerable<ExpressionSource?> Of(IEnumerable<NoticeSource> notices) =>
        notices.SelectMany(static notice => notice.Properties.Select(static property => (ExpressionSource?)property.Expression).Prepend(notice.When));
}
