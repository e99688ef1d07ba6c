using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine;
using Pdp.Server.Auditing;
using Pdp.Server.AuthZen;
using Pdp.Server.Gateways;
using Pdp.Server.ShadowReports;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Wire.Answers;

namespace Pdp.Server.Serving;

/// <summary>A bundle and what is made of it once, for all calls: immutable.</summary>
internal sealed class ServedBundle
{
    private readonly Lazy<SearchCatalogue> _searchable;
    private readonly Lazy<SensitiveAttributes> _sensitive;

    /// <summary>Prepares a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="activeSince">Since when it is served.</param>
    /// <param name="before">What was served before, of which the counts of shadow versions that did not change go on; null: nothing was.</param>
    public ServedBundle(Bundle bundle, DateTimeOffset activeSince, ServedBundle? before = null)
    {
        Bundle = bundle;
        Epoch = EpochOf(activeSince, before);
        Policies = new PolicyCatalogue(bundle);
        Gateways = new GatewayMaps(bundle.Gateways);
        _searchable = new Lazy<SearchCatalogue>(() => new SearchCatalogue(bundle.Set));
        _sensitive = new Lazy<SensitiveAttributes>(() => new SensitiveAttributes(bundle.Set.Source.Schema));
        Shadows = ShadowTallies.Of(bundle, activeSince, before?.Shadows);
        Rules = new RuleCounts(bundle.Set, before?.Rules);
        Revision = new GetRevisionResponse
        {
            Revision = bundle.Revision,
            Bundle = bundle.Name,
            ActiveSince = Timestamp.FromDateTimeOffset(activeSince),
            PolicyCount = Policies.All.Length,
            RuleCount = Policies.All.Sum(static p => p.RuleCount),
        };
        Answers = new AnswerWriter(new ExpressionTexts(bundle.Set.Source), (ulong)Math.Max(0, bundle.Origin.Sequence ?? 0), (int)Revision.RuleCount);
        Explanations = new ExplanationWriter(Answers);
    }

    private ServedBundle(ServedBundle other, PolicySet set, ShadowTallies shadows, RuleCounts rules)
    {
        Bundle = other.Bundle with { Set = set };
        (Epoch, Answers, Explanations, Policies, Revision) = (other.Epoch, other.Answers, other.Explanations, other.Policies, other.Revision);
        (Shadows, Rules) = (shadows, rules);
        (_searchable, _sensitive, Gateways) = (other._searchable, other._sensitive, other.Gateways);
    }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>
    /// The number of its activation: on one server each has a greater one than the one before, whatever becomes of the clock. It
    /// is the time of the activation in microseconds since 1970 (Unix time), or one more than the number before where that is greater.
    /// </summary>
    public long Epoch { get; }

    /// <summary>Its policies, compiled.</summary>
    public PolicySet Set => Bundle.Set;

    /// <summary>Writes its answers.</summary>
    public AnswerWriter Answers { get; }

    /// <summary>Writes its explanations.</summary>
    public ExplanationWriter Explanations { get; }

    /// <summary>Its policies, listed.</summary>
    public PolicyCatalogue Policies { get; }

    /// <summary>How gateways' requests become questions.</summary>
    public GatewayMaps Gateways { get; }

    /// <summary>What can be searched through; made when it is first asked for.</summary>
    public SearchCatalogue Searchable => _searchable.Value;

    /// <summary>What records may tell of attributes.</summary>
    public SensitiveAttributes Sensitive => _sensitive.Value;

    /// <summary>What its shadow versions say beside those in force, counted.</summary>
    public ShadowTallies Shadows { get; }

    /// <summary>How often its rules decided and failed.</summary>
    public RuleCounts Rules { get; }

    /// <summary>What is told of it. Shared by all answers: not to be changed.</summary>
    public GetRevisionResponse Revision { get; }

    /// <summary>The same with another bound on the time of a decision.</summary>
    public ServedBundle WithDecisionTime(TimeSpan time)
    {
        var set = Set.WithDecisionTime(time);

        // it is asked for trial: the counts here are of real calls
        return new ServedBundle(this, set, ShadowTallies.Of(Bundle with { Set = set }, Revision.ActiveSince.ToDateTimeOffset()), new RuleCounts(set));
    }

    /// <summary>The same, but that every answer is indeterminate.</summary>
    /// <param name="why">The error that is told.</param>
    public ServedBundle Refusing(string why) => new(this, Set.Refusing(why), Shadows, Rules);

    private static long EpochOf(DateTimeOffset activeSince, ServedBundle? before)
    {
        var microseconds = (activeSince - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return before is null ? microseconds : Math.Max(microseconds, before.Epoch + 1);
    }
}
