using Pdp.Engine.Decisions;
using Pdp.Wire.Values;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Answers;

/// <summary>Writes answers as messages. It belongs to one policy set and is used from any number of threads.</summary>
/// <param name="texts">The texts of the set's expressions.</param>
/// <param name="sequence">The number of the bundle that it comes from; 0: it has none.</param>
/// <param name="rules">About how many rules the set has: so many answers' parts are worth keeping.</param>
public sealed partial class AnswerWriter(ExpressionTexts texts, ulong sequence = 0, int rules = 0)
{
    /// <summary>The message for an answer. Whatever is not a known answer is told as INDETERMINATE: only PERMIT allows.</summary>
    /// <param name="decision">The answer.</param>
    /// <param name="id">Its name in the records.</param>
    public V1.CheckResponse ToMessage(Decision decision, string id)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var outcome = ToMessage(decision.Outcome);
        var message = new V1.CheckResponse
        {
            Decision = outcome,
            Allowed = outcome == V1.Decision.Permit,
            Status = decision.Status,
            Revision = decision.Revision,
            DecisionId = id,
            Sequence = sequence,
        };

        // By index: a list of no known type is enumerated by an object of its own.
        for (var i = 0; i < decision.Determining.Count; i++) message.Determining.Add(ToMessage(decision.Determining[i]));
        for (var i = 0; i < decision.Obligations.Count; i++)
        {
            var notice = decision.Obligations[i];
            message.Obligations.Add(new V1.Obligation { Id = notice.Id, Properties = ValueWriter.ToStruct(notice.Properties) });
        }

        for (var i = 0; i < decision.Advice.Count; i++)
        {
            var notice = decision.Advice[i];
            message.Advice.Add(new V1.Advice { Id = notice.Id, Properties = ValueWriter.ToStruct(notice.Properties) });
        }

        for (var i = 0; i < decision.Errors.Count; i++) message.Errors.Add(ToMessage(decision.Errors[i]));
        for (var i = 0; i < decision.Misfits.Count; i++) message.Misfits.Add(decision.Misfits[i]);
        for (var i = 0; i < decision.Shadows.Count; i++)
        {
            if (decision.Shadows[i].Differs) message.Shadows.Add(ToMessage(decision.Shadows[i]));
        }

        return message;
    }

    /// <summary>The message for an error.</summary>
    public V1.DecisionError ToMessage(DecisionError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new V1.DecisionError
        {
            Policy = error.Policy ?? "",
            Version = error.Version,
            Rule = error.Rule ?? "",
            Code = error.Code,
            Message = error.Message,
            Member = error.Member ?? "",
            Position = error.Span is { } span ? Positions.ToMessage(span, texts.Find(error)) : null,
        };
    }

    internal static V1.Decision ToMessage(Outcome outcome) => outcome switch
    {
        Outcome.Permit => V1.Decision.Permit,
        Outcome.Deny => V1.Decision.Deny,
        Outcome.NotApplicable => V1.Decision.NotApplicable,
        _ => V1.Decision.Indeterminate,
    };

    private static V1.DeterminingRule ToMessage(DeterminingRule rule) => new()
    {
        Policy = rule.Policy, Version = rule.Version, Rule = rule.Rule ?? "", Reason = rule.Reason ?? "",
    };

    private static V1.ShadowDecision ToMessage(ShadowDecision shadow) => new()
    {
        Policy = shadow.Policy,
        Version = shadow.Version,
        Decision = ToMessage(shadow.Outcome),
        InForce = ToMessage(shadow.InForce),
    };
}
