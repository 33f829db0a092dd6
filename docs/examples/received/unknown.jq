# Bounces that may have been accepted: time of the last entry, message id, recipient, invocation id.
[.[] | .Recipients[] as $recipient | . + {$recipient}]
| group_by([.Realm, .Region, .Id, .recipient])[]
| (map(.State)) as $states
| def count(f): [$states[] | select(f)] | length;
  select(count(. == "sent") == 0)
| select(count(. == "unknown") > 0
         or count(. == "sending") > count(. == "rejected" or . == "failed"))
| last | [.At, .Id, .recipient, .InvocationId] | @tsv
