using Pdp.Engine.Model;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>Finds the expressions of code.</summary>
internal static class CodeWalk
{
    /// <summary>Visits all expressions of a document, without those that it references.</summary>
    public static void Visit(PolicyCode policy, Action<Expression> visit)
    {
        if (policy.Target is { } target) visit(target);
        foreach (var variable in policy.Variables) visit(variable.Expression);
        foreach (var item in policy.Items)
        {
            if (item is RuleCode rule) Visit(rule, visit);
            else if (item is PolicyCode inner && ReferenceEquals(inner.Document, policy.Document)) Visit(inner, visit);
        }

        Visit(policy.Obligations, visit);
        Visit(policy.Advice, visit);
    }

    private static void Visit(RuleCode rule, Action<Expression> visit)
    {
        if (rule.When is { } when) visit(when);
        Visit(rule.Obligations, visit);
        Visit(rule.Advice, visit);
    }

    private static void Visit(NoticeCode[] notices, Action<Expression> visit)
    {
        foreach (var notice in notices)
        {
            if (notice.When is { } when) visit(when);
            foreach (var property in notice.Properties) visit(property.Expression);
        }
    }
}
