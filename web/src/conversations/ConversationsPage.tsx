export default function ConversationsPage() {
  return <main />;
}
