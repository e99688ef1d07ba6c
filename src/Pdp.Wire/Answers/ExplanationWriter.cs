using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Wire.Values;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Answers;

/// <summary>Writes explanations as messages.</summary>
/// <param name="answers">Writes the answers in them.</param>
public sealed class ExplanationWriter(AnswerWriter answers)
{
    internal const int LongestLiteral = 1000;

    /// <summary>The message for an explanation.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="id">The answer's name in the records.</param>
    public V1.ExplainResponse ToMessage(Explanation explanation, string id)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var message = new V1.ExplainResponse { Response = answers.ToMessage(explanation.Decision, id) };
        foreach (var root in explanation.Roots) message.Roots.Add(Policy(root));
        foreach (var shadow in explanation.Shadows) message.Shadows.Add(Policy(shadow));
        return message;
    }

    private V1.PolicyTrace Policy(PolicyTrace policy)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var message = new V1.PolicyTrace
        {
            Id = policy.Id,
            Path = policy.Path,
            Version = policy.Version,
            Combining = Name(policy.Combining),
            Value = Value(policy.Value),
            Error = policy.Error is null ? null : answers.ToMessage(policy.Error),
            Location = Location(policy.Location),
            Target = policy.Target is null ? null : Expression(policy.Target),
        };
        foreach (var variable in policy.Variables)
        {
            message.Variables.Add(new V1.VariableTrace { Name = variable.Name, Expression = Expression(variable.Expression) });
        }

        foreach (var item in policy.Items)
        {
            message.Items.Add(item switch
            {
                RuleTrace rule => new V1.ItemTrace { Rule = Rule(rule) },
                PolicyTrace inner => new V1.ItemTrace { Policy = Policy(inner) },
                _ => throw new UnreachableException("an item is a rule or a policy"),
            });
        }

        return message;
    }

    private V1.RuleTrace Rule(RuleTrace rule) => new()
    {
        Id = rule.Id,
        Effect = rule.Effect == Effect.Permit ? V1.Effect.Permit : V1.Effect.Deny,
        Value = Value(rule.Value),
        ActionMatches = rule.ActionMatches,
        When = rule.When is null ? null : Expression(rule.When),
        Reason = rule.Reason ?? "",
        Error = rule.Error is null ? null : answers.ToMessage(rule.Error),
        Location = Location(rule.Location),
    };

    private static V1.ExpressionTrace Expression(ExpressionTrace root)
    {
        var message = new V1.ExpressionTrace { Text = root.Text };

        // A stack of our own: how deep an expression is shall not matter here, nor to whoever reads the answer.
        var open = new Stack<(ExpressionTrace Node, int Depth)>();
        open.Push((root, 0));
        while (open.TryPop(out var next))
        {
            message.Nodes.Add(Node(next.Node, next.Depth, root));
            var children = next.Node.Children;
            for (var i = children.Length - 1; i >= 0; i--) open.Push((children[i], next.Depth + 1));
        }

        return message;
    }

    private static V1.SubExpression Node(ExpressionTrace trace, int depth, ExpressionTrace root)
    {
        var message = new V1.SubExpression
        {
            Depth = depth, Text = trace.Text, Position = Positions.ToMessage(trace.Span, root.Text), Rounds = trace.Rounds,
        };
        if (trace.Value.AsError is { } error)
        {
            message.Error = new V1.EvaluationError
            {
                Code = Code(error.Code), Message = error.Message, Attribute = error.Attribute ?? "",
            };
        }
        else if (!trace.Value.IsMissing)
        {
            // Each node that reads a large attribute would carry it anew: a request of 1 MB would be answered with hundreds.
            message.Literal = CelText.ToLiteral(trace.Value, LongestLiteral);
            if (message.Literal.Length <= LongestLiteral) message.Value = ValueWriter.ToMessage(trace.Value);
        }

        return message;
    }

    private static V1.SourceLocation Location(SourceLocation location) => new()
    {
        File = location.File ?? "", Pointer = location.Pointer ?? "",
    };

    private static string Code(EvalErrorCode code) => code switch
    {
        EvalErrorCode.MissingAttribute => "missing-attribute",
        EvalErrorCode.SyntaxError => "syntax-error",
        _ => "processing-error",
    };

    private static V1.InnerValue Value(InnerValue? value) => value switch
    {
        null => V1.InnerValue.Unspecified,
        InnerValue.NotApplicable => V1.InnerValue.NotApplicable,
        InnerValue.Permit => V1.InnerValue.Permit,
        InnerValue.Deny => V1.InnerValue.Deny,
        InnerValue.IndeterminatePermit => V1.InnerValue.IndeterminatePermit,
        InnerValue.IndeterminateDeny => V1.InnerValue.IndeterminateDeny,
        _ => V1.InnerValue.IndeterminateDenyPermit,
    };

    private static string Name(CombiningAlgorithm algorithm) => algorithm switch
    {
        CombiningAlgorithm.DenyOverrides => "deny-overrides",
        CombiningAlgorithm.PermitOverrides => "permit-overrides",
        CombiningAlgorithm.OrderedDenyOverrides => "ordered-deny-overrides",
        CombiningAlgorithm.OrderedPermitOverrides => "ordered-permit-overrides",
        CombiningAlgorithm.DenyUnlessPermit => "deny-unless-permit",
        CombiningAlgorithm.PermitUnlessDeny => "permit-unless-deny",
        CombiningAlgorithm.FirstApplicable => "first-applicable",
        CombiningAlgorithm.OnlyOneApplicable => "only-one-applicable",
        _ => throw new UnreachableException("an unknown combining algorithm"),
    };
}
